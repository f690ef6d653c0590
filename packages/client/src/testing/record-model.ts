import { TestingError } from "./errors.js";
import type { ModelRecorder, ModelRecorderOptions } from "./model-recorder.js";

/**
 * Records a live session, so that a test can play it again without the model: runs an endpoint on a free port of 127.0.0.1 that passes on what the
 * runtime asks. The replay ({@link scriptFrom}) answers in the recorded order, so record one thread at a time.
 *
 * @throws TestingError if `upstream` is no URL of HTTP.
 * @example
 * ```ts
 * import { Codex } from "@codex-typed/client";
 *
 * await using recorder = await recordModel({ upstream: "https://api.openai.com/v1", headers: { authorization: `Bearer ${key}` } });
 * await using home = await createTestHome({ baseUrl: recorder.url, model: "gpt-5.5" });
 * await using codex = await Codex.connect({ runtime: { env: home.env, cwd: home.workspace } });
 * const thread = await codex.startThread();
 * await thread.run("Write a haiku to haiku.txt");
 * await recorder.save("haiku.json");
 * ```
 */
export async function recordModel(options: ModelRecorderOptions): Promise<ModelRecorder> {
  const upstream = URL.canParse(options.upstream) ? new URL(options.upstream) : undefined;
  if (upstream === undefined || !/^https?:$/.test(upstream.protocol)) {
    throw new TestingError(
      `recordModel: upstream must be the base URL of a model's provider, such as "https://api.openai.com/v1", not ${JSON.stringify(options.upstream)}.`,
    );
  }
  const { startRecorder } = await import("./recorder/server.js");
  return startRecorder(options);
}
