import type { DynamicToolCallOutputContentItem, DynamicToolCallResponse } from "../generated/types.js";

/** In the global registry, so that every copy of this package (ESM, CJS) knows the tools of the others. */
export const parts: unique symbol = Symbol.for("@codex-typed/tool");

/**
 * A tool that the model may call and this process executes. Made by {@link defineTool}; given as `tools` to a thread.
 *
 * @experimental
 * @example
 * ```ts
 * const tools: Tool[] = [
 *   defineTool({
 *     name: "now",
 *     description: "The time, in UTC.",
 *     parameters: { type: "object", properties: {} },
 *     execute: () => new Date().toISOString(),
 *   }),
 * ];
 * ```
 */
export interface Tool {
  /** What the model calls it. */
  readonly name: string;
  /** What the model reads to know when and how to call it. */
  readonly description: string;
  /** @internal */
  readonly [parts]: ToolParts;
}

/** What only this package does with a tool. */
interface ToolParts {
  /** The JSON Schema of its arguments. */
  readonly inputSchema: object;
  /** Executes it with the arguments that the model wrote. Never rejects: what goes wrong is told to the model. */
  readonly call: (args: unknown, context: ToolContext) => Promise<DynamicToolCallResponse>;
}

/**
 * What `execute` gets beside the arguments.
 *
 * @experimental
 * @example
 * ```ts
 * const fetchPage = defineTool({
 *   name: "fetch_page",
 *   description: "Fetches a web page.",
 *   parameters: z.object({ url: z.url() }),
 *   execute: async ({ url }, { signal }) => (await fetch(url, { signal })).text(),
 * });
 * ```
 */
export interface ToolContext {
  /** Aborts when the result no longer matters: the turn was interrupted or is over, or the connection ended. */
  readonly signal: AbortSignal;
  /** The thread that the call is made in. */
  readonly threadId: string;
  /** The turn that the call is made in. */
  readonly turnId: string;
  /** The model's id of the call: that of the `dynamicToolCall` item. */
  readonly callId: string;
}

/**
 * What a tool tells the model. Text goes as it is, `undefined` as no text, a {@link ToolOutput} as its parts, and anything else
 * as JSON.
 *
 * @experimental
 * @example
 * ```ts
 * const result: ToolResult = { temperature: 21, unit: "°C" };
 * ```
 */
export type ToolResult = string | number | boolean | object | null | undefined;

/**
 * A tool's result in the protocol's own form, for images and for failures that are no exception.
 *
 * @experimental
 * @example
 * ```ts
 * const screenshot: ToolOutput = {
 *   contentItems: [
 *     { type: "inputText", text: "The page as it looks now:" },
 *     { type: "inputImage", imageUrl: "data:image/png;base64,iVBORw0KGgo=" },
 *   ],
 * };
 * ```
 */
export interface ToolOutput {
  /** What the model sees, in order: texts and images. */
  readonly contentItems: readonly DynamicToolCallOutputContentItem[];
  /** Whether the item counts as completed, not failed; `true` unless given. The model sees only the content. */
  readonly success?: boolean;
}

/** Whether a value is a tool, whichever copy of this package defined it. */
export function isTool(value: unknown): value is Tool {
  return typeof value === "object" && value !== null && parts in value;
}
