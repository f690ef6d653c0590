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
 * model.assertDone();
 * ```
 */
export interface ScriptedModel extends ModelScript, AsyncDisposable {
  /** The provider's `base_url`, such as `http://127.0.0.1:41234/v1`. */
  readonly url: string;
  /** The reviewer of `auto_review`. It **denies** what no verdict was scripted for. */
  readonly guardian: ModelScript;
  /** What came without a scripted reply. A test that expects none ends with `model.assertDone()`. */
  readonly unscripted: readonly UnscriptedRequest[];
  /**
   * For the end of a test: that all was said, by the agent and by the reviewer, and nothing was asked in vain. Rules need not have been used. Disposing
   * of the model does not call this: an error of it would stand before the one that ended the test.
   *
   * @throws TestingError if replies are left, or if a request found none; it names both.
   */
  assertDone(): void;
  /**
   * Forgets the replies that are left, the rules, and what was requested, of the agent and of the reviewer: for a model that the tests of a file share,
   * between two of them. A gate that is still waited for rejects.
   */
  reset(): void;
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
    assertDone: () => server.assertDone(),
    reset: () => server.reset(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
