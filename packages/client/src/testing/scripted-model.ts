import type { Lane, ModelLane } from "./lane.js";
import { ScriptedModelServer } from "./scripted-model-server.js";
import type { UnscriptedRequest } from "./unscripted-request.js";

/**
 * A model that answers what a test scripted: an HTTP server on the loopback interface that speaks the streaming
 * Responses API. Its own members script the agent; `guardian` scripts the reviewer of `auto_review`, whose requests
 * never take a reply from the agent's queue.
 *
 * @example
 * ```ts
 * await using model = await startScriptedModel();
 * model.enqueue(functionCall("exec_command", { cmd: "ls" }, { callId: "c1" }), message("Done"));
 * // … run a turn on a runtime whose provider has base_url = model.url …
 * expect(model.requests[1]?.toolOutput("c1")).toContain("README.md");
 * expect(model.unscripted).toEqual([]);
 * ```
 */
export interface ScriptedModel extends ModelLane, AsyncDisposable {
  /** The provider's `base_url`, such as `http://127.0.0.1:41234/v1`. */
  readonly url: string;
  /** The reviewer of `auto_review`. It **denies** what no verdict was scripted for. */
  readonly guardian: ModelLane;
  /** What came without a scripted reply. A test that expects none says so: `expect(model.unscripted).toEqual([])`. */
  readonly unscripted: readonly UnscriptedRequest[];
  /** Ends held responses, drops connections and rejects whoever waits for a request. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts a {@link ScriptedModel} on a free port of 127.0.0.1.
 *
 * @example
 * ```ts
 * await using model = await startScriptedModel();
 * model.respond((request) => (request.inputText.includes("weather") ? message("Sunny") : undefined));
 * ```
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const server = new ScriptedModelServer();
  const url = await server.listen();
  const lane: Lane = server.agent;
  return {
    url,
    guardian: server.guardian,
    unscripted: server.unscripted,
    requests: lane.requests,
    get pending() {
      return lane.pending;
    },
    enqueue: (...replies) => lane.enqueue(...replies),
    respond: (rule) => lane.respond(rule),
    nextRequest: () => lane.nextRequest(),
    waitForRequests: (count) => lane.waitForRequests(count),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
