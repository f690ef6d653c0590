import type {
  DynamicToolCallParams,
  DynamicToolCallResponse,
  ItemCompletedNotification,
  ServerRequest,
} from "../generated/types.js";
import type { ServerRequest as IncomingRequest } from "../rpc/messages.js";
import { failure } from "./call-response.js";
import { parts, type Tool } from "./tool.js";

/** The tool that a thread calls by a name. */
export type FindTool = (threadId: string, name: string) => Tool | undefined;

interface Call {
  readonly threadId: string;
  readonly turnId: string;
  /** Aborts the execution, unless it is done. */
  readonly abort: () => void;
  readonly answer: Promise<DynamicToolCallResponse>;
}

/** Answers the runtime's calls of tools, each executed once: the runtime repeats a call to who resumes its thread. */
export class ToolCalls {
  readonly #find: FindTool;
  /** Those that the runtime has not called completed. */
  readonly #calls = new Map<string, Call>();

  constructor(find: FindTool) {
    this.#find = find;
  }

  /** An interrupt completes the item of a call that has no answer. */
  itemCompleted({ threadId, turnId, item }: ItemCompletedNotification): void {
    if (item.type !== "dynamicToolCall") return;
    const done = this.#calls.get(keyOf({ threadId, turnId, callId: item.id }));
    this.#end((call) => call === done);
  }

  /** A turn is over, as the server told, or as its thread's history says. */
  turnEnded(id: string): void {
    this.#end(({ turnId }) => turnId === id);
  }

  /** Nothing more will be told of a thread. */
  threadClosed(id: string): void {
    this.#end(({ threadId }) => threadId === id);
  }

  /** The connection is gone: nobody waits for a result any more. */
  close(): void {
    this.#end(() => true);
  }

  /** The result to send for a call of a tool that this client has; `undefined` for everything else. */
  answer(incoming: IncomingRequest): Promise<DynamicToolCallResponse> | undefined {
    const { method, params } = incoming as ServerRequest;
    if (method !== "item/tool/call" || params.namespace != null) return undefined;
    const tool = this.#find(params.threadId, params.tool);
    if (tool === undefined) return undefined;
    const key = keyOf(params);
    const call = this.#calls.get(key) ?? begin(tool, params);
    this.#calls.set(key, call);
    return call.answer;
  }

  #end(concerns: (call: Call) => boolean): void {
    for (const [key, call] of this.#calls) {
      if (!concerns(call)) continue;
      this.#calls.delete(key);
      call.abort();
    }
  }
}

/** Nobody reads it: the runtime has told the model that the call was cancelled. */
const tooLate = failure("The turn is over.");

function begin(tool: Tool, { threadId, turnId, callId, arguments: args }: DynamicToolCallParams): Call {
  const controller = new AbortController();
  const { signal } = controller;
  const moot = new Promise<DynamicToolCallResponse>((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(tooLate);
    });
  });
  const execute = async (): Promise<DynamicToolCallResponse> => {
    // Off the reading path. A turn that ends in the same read is over by then.
    await Promise.resolve();
    return signal.aborted ? tooLate : tool[parts].call(args, { signal, threadId, turnId, callId });
  };
  let isDone = false;
  const answer = Promise.race([execute(), moot]).finally(() => {
    isDone = true;
  });
  const abort = (): void => {
    if (!isDone) controller.abort();
  };
  return { threadId, turnId, abort, answer };
}

function keyOf({
  threadId,
  turnId,
  callId,
}: Pick<DynamicToolCallParams, "threadId" | "turnId" | "callId">): string {
  return JSON.stringify([threadId, turnId, callId]);
}
