/**
 * One item of a model's output.
 *
 * @example
 * ```ts
 * const [item]: readonly OutputItem[] = message("Hello").items;
 * ```
 */
export type OutputItem = MessageItem | ReasoningItem | FunctionCallItem | CustomToolCallItem;

/**
 * Text of the assistant. `phase` tells the runtime whether it is on the way or the answer.
 *
 * @example
 * ```ts
 * const item: MessageItem = { type: "message", deltas: ["Hel", "lo"], phase: "final_answer" };
 * ```
 */
export interface MessageItem {
  /** A message to the user. */
  readonly type: "message";
  /** The text, in the pieces in which it is streamed. */
  readonly deltas: readonly string[];
  /** Whether it comments on the work or is the answer; undefined where the model does not say. */
  readonly phase: MessagePhase | undefined;
}

/**
 * What a message is for: a remark between tool calls, or the turn's answer.
 *
 * @example
 * ```ts
 * message("Looking around first", { phase: "commentary" });
 * ```
 */
export type MessagePhase = "commentary" | "final_answer";

/**
 * A summary of the model's thinking.
 *
 * @example
 * ```ts
 * const item: ReasoningItem = { type: "reasoning", deltas: ["Let me ", "see"] };
 * ```
 */
export interface ReasoningItem {
  /** What the model thinks. */
  readonly type: "reasoning";
  /** The summary, in the pieces in which it is streamed. */
  readonly deltas: readonly string[];
}

/**
 * A call of a JSON tool, such as `exec_command`.
 *
 * @example
 * ```ts
 * const item: FunctionCallItem = { type: "function_call", name: "exec_command", namespace: undefined, arguments: "{}", callId: "c1" };
 * ```
 */
export interface FunctionCallItem {
  /** A call of a tool with arguments in JSON. */
  readonly type: "function_call";
  /** The tool that is called. */
  readonly name: string;
  /** The namespace that the tool is in, such as `mcp__` and the name of an MCP server; undefined for a tool of the runtime. */
  readonly namespace: string | undefined;
  /** The arguments as the model would print them: JSON, or what is meant to be malformed. */
  readonly arguments: string;
  /** Made up when the reply is sent, if undefined. */
  readonly callId: string | undefined;
  /** Whether the tool may be one that the request does not offer. Default: it may not. */
  readonly unoffered?: boolean | undefined;
}

/**
 * A call of a freeform tool, such as `apply_patch`: its input is text, not JSON.
 *
 * @example
 * ```ts
 * const item: CustomToolCallItem = { type: "custom_tool_call", name: "apply_patch", input: "*** Begin Patch\n…", callId: "p1" };
 * ```
 */
export interface CustomToolCallItem {
  /** A call of a tool with a text. */
  readonly type: "custom_tool_call";
  /** The tool that is called. */
  readonly name: string;
  /** The text. */
  readonly input: string;
  /** Made up when the reply is sent, if undefined. */
  readonly callId: string | undefined;
  /** Whether the tool may be one that the request does not offer. Default: it may not. */
  readonly unoffered?: boolean | undefined;
}
