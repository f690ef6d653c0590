import { type ScriptedModel, startScriptedModel } from "./scripted-model.js";
import { createTestHome, type TestHome, type TestHomeOptions } from "./test-home.js";

/**
 * Options of {@link startTestRuntime}.
 *
 * @example
 * ```ts
 * const options: TestRuntimeOptions = { model: "gpt-5.5", path: "/opt/codex/bin/codex" };
 * ```
 */
export interface TestRuntimeOptions extends Omit<TestHomeOptions, "baseUrl"> {
  /** The `codex` binary. Default: the client finds the installed one. */
  readonly path?: string;
}

/**
 * A scripted model, a home whose provider it is, and what to start a runtime with.
 *
 * @example
 * ```ts
 * await using test = await startTestRuntime();
 * await using codex = await Codex.connect({ runtime: test.runtime });
 * ```
 */
export interface TestRuntime extends AsyncDisposable {
  /** What stands for the model. */
  readonly model: ScriptedModel;
  /** The folders that the runtime lives in. */
  readonly home: TestHome;
  /** Fits `Codex.connect({ runtime })`. */
  readonly runtime: {
    /** The `codex` binary, where another than the installed one was asked for. */
    readonly path?: string;
    /** The whole environment of the runtime. */
    readonly env: Readonly<Record<string, string>>;
    /** The working folder of the runtime. */
    readonly cwd: string;
  };
  /** Closes the model and removes the home. Close the client first. May be called again. */
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Prepares everything that a test needs to run the real runtime offline; starting the runtime is left to the client.
 *
 * @example
 * ```ts
 * await using test = await startTestRuntime();
 * test.model.enqueue(message("Hello"));
 * await using codex = await Codex.connect({ runtime: test.runtime });
 * const thread = await codex.startThread();
 * expect((await thread.run("Hi")).finalResponse).toBe("Hello");
 * ```
 */
export async function startTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const { path, ...homeOptions } = options;
  const model = await startScriptedModel();
  let home: TestHome;
  try {
    home = await createTestHome({ ...homeOptions, baseUrl: model.url });
  } catch (error) {
    await model.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    await model.close();
    await home[Symbol.asyncDispose]();
  };
  return {
    model,
    home,
    runtime: { ...(path === undefined ? {} : { path }), env: home.env, cwd: home.workspace },
    close,
    [Symbol.asyncDispose]: close,
  };
}
