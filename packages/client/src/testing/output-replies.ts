import { TestingError } from "./errors.js";
import type { MessagePhase } from "./output-item.js";
import type { OutputReply } from "./plain-reply.js";
import { type Deltas, splitDeltas } from "./split-deltas.js";
import { type TokenUsage, tokenUsage } from "./token-usage.js";

/**
 * Options of {@link message}.
 *
 * @example
 * ```ts
 * const options: MessageOptions = { deltas: 3, phase: "commentary" };
 * ```
 */
export interface MessageOptions {
  /** Into how many deltas the text is cut, or the deltas themselves. Default: one. */
  readonly deltas?: Deltas;
  /** Milliseconds that the model seems to think before each delta. Default: 0. */
  readonly delayMs?: number;
  /** Whether it comments on the work or is the answer. Default: the model does not say. */
  readonly phase?: MessagePhase;
  /** The tokens that it says it used. Default: 10 read, 5 written, of which none came from a cache and none was only thought. */
  readonly usage?: Partial<TokenUsage>;
}

/**
 * Options of the tool calls.
 *
 * @example
 * ```ts
 * functionCall("exec_command", { cmd: "ls" }, { callId: "c1" });
 * ```
 */
export interface ToolCallOptions {
  /** Name it to find its output again with `request.toolOutput(callId)`. Default: a fresh one. */
  readonly callId?: string;
  /**
   * `true` for a test of a model that calls a tool which it was not offered. Default: such a call fails the request, with a text that
   * names the tool and those on offer.
   */
  readonly unoffered?: boolean;
  /** The tokens that it says it used. Default: 10 read, 5 written, of which none came from a cache and none was only thought. */
  readonly usage?: Partial<TokenUsage>;
}

/**
 * Options of {@link functionCall}.
 *
 * @example
 * ```ts
 * functionCall("search", { query: "codex" }, { namespace: "mcp__docs" });
 * ```
 */
export interface FunctionCallOptions extends ToolCallOptions {
  /** The namespace that the tool is in: `mcp__` and the name of an MCP server, say. Default: none, as for the runtime's own. */
  readonly namespace?: string;
}

/**
 * The model says something, and the turn ends if nothing else was called.
 *
 * @example
 * ```ts
 * model.enqueue(message("Hello"), message("Hello world", { deltas: ["Hello ", "world"] }));
 * ```
 */
export function message(text: string, options: MessageOptions = {}): OutputReply {
  const deltas = splitDeltas(text, options.deltas ?? (text === "" ? 0 : 1));
  if (deltas.length === 0 && text !== "")
    throw new TestingError("A message with text needs at least one delta.");
  return {
    kind: "outputs",
    items: [{ type: "message", deltas, phase: options.phase }],
    delayMs: options.delayMs,
    usage: tokenUsage(options.usage),
  };
}

/**
 * The model shows a summary of its thinking. It does not end a turn by itself: join it with {@link outputs}.
 *
 * @example
 * ```ts
 * model.enqueue(outputs(reasoning("The user wants a list"), message("Here it is")));
 * ```
 */
export function reasoning(
  summary: string,
  options: {
    /** In how many pieces, or in which, the summary is streamed. Default: one. */
    readonly deltas?: Deltas;
    /** The tokens that it says it used. Default: 10 read, 5 written, of which none came from a cache and none was only thought. */
    readonly usage?: Partial<TokenUsage>;
  } = {},
): OutputReply {
  return {
    kind: "outputs",
    items: [{ type: "reasoning", deltas: splitDeltas(summary, options.deltas) }],
    usage: tokenUsage(options.usage),
  };
}

/**
 * The model calls a JSON tool. The runtime runs it and asks the model again, with the tool's output.
 *
 * `args` is printed as JSON; a string is sent as it is, so that malformed arguments can be tested.
 *
 * @example
 * ```ts
 * model.enqueue(functionCall("exec_command", { cmd: "ls" }, { callId: "c1" }), message("Done"));
 * // …
 * model.requests[1]?.toolOutput("c1");
 * ```
 */
export function functionCall(
  name: string,
  args: Readonly<Record<string, unknown>> | string,
  options: FunctionCallOptions = {},
): OutputReply {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  return {
    kind: "outputs",
    items: [
      {
        type: "function_call",
        name,
        namespace: options.namespace,
        arguments: text,
        callId: options.callId,
        unoffered: options.unoffered,
      },
    ],
    usage: tokenUsage(options.usage),
  };
}

/**
 * The model calls a freeform tool, whose input is plain text.
 *
 * @example
 * ```ts
 * model.enqueue(customToolCall("apply_patch", "*** Begin Patch\n…", { callId: "p1" }));
 * ```
 */
export function customToolCall(name: string, input: string, options: ToolCallOptions = {}): OutputReply {
  return {
    kind: "outputs",
    items: [{ type: "custom_tool_call", name, input, callId: options.callId, unoffered: options.unoffered }],
    usage: tokenUsage(options.usage),
  };
}

/**
 * The model edits files with the freeform `apply_patch` tool. The runtime offers it only to models that it knows to
 * have it: start the thread with `model: "gpt-5.5"` (or `startTestRuntime({ model: "gpt-5.5" })`).
 *
 * @example
 * ```ts
 * model.enqueue(applyPatch("*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch"), message("Written"));
 * ```
 */
export function applyPatch(patch: string, options: ToolCallOptions = {}): OutputReply {
  return customToolCall("apply_patch", patch, options);
}

/**
 * Several outputs in one response, in this order; the usage is that of the last.
 *
 * @example
 * ```ts
 * model.enqueue(outputs(
 *   message("Two looks at once", { phase: "commentary" }),
 *   functionCall("exec_command", { cmd: "ls" }, { callId: "a" }),
 *   functionCall("exec_command", { cmd: "pwd" }, { callId: "b" }),
 * ));
 * ```
 */
export function outputs(...replies: readonly OutputReply[]): OutputReply {
  return {
    kind: "outputs",
    items: replies.flatMap((reply) => reply.items),
    delayMs: replies.find((reply) => reply.delayMs !== undefined)?.delayMs,
    usage: replies.at(-1)?.usage ?? tokenUsage(),
  };
}
