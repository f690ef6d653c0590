import type { ReplyQueue, ModelScript } from "./model-script.js";
import type { UnscriptedRequest } from "./model-request.js";
import { ScriptedModelServer } from "./scripted-model-server.js";

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
export interface ScriptedModel extends ModelScript, AsyncDisposable {
  /** The provider's `base_url`, such as `http://127.0.0.1:41234/v1`. */
  readonly url: string;
  /** The reviewer of `auto_review`. It **denies** what no verdict was scripted for. */
  readonly guardian: ModelScript;
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
  const agent: ReplyQueue = server.agent;
  return {
    url,
    guardian: server.guardian,
    unscripted: server.unscripted,
    requests: agent.requests,
    get pending() {
      return agent.pending;
    },
    enqueue: (...replies) => agent.enqueue(...replies),
    respond: (rule) => agent.respond(rule),
    nextRequest: () => agent.nextRequest(),
    waitForRequests: (count) => agent.waitForRequests(count),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
