/** The headers of a request, by their names in lower case: without the types of Node, which users need not have. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * A request that the runtime sent to the scripted model.
 *
 * @example
 * ```ts
 * const request = await model.nextRequest();
 * expect(request.inputText).toBe("Summarise this repository");
 * expect(request.tools).toContain("exec_command");
 * ```
 */
export interface ModelRequest {
  /** Counts the requests of its asker (the model's own, or the guardian's), from 1. */
  readonly number: number;
  readonly body: ResponsesRequestBody;
  readonly headers: RequestHeaders;
  /** `x-openai-subagent`: `"guardian"`, `"review"`, …; undefined for the agent itself. */
  readonly subagent: string | undefined;
  /** The thread that asks; a subagent has one of its own. */
  readonly threadId: string | undefined;
  /** The thread that a subagent works for. */
  readonly parentThreadId: string | undefined;
  readonly turnId: string | undefined;
  /** What the runtime says the request is for: `"turn"`, `"compaction"`, … */
  readonly requestKind: string | undefined;
  /** The text of the last message of the user in the input. For a guardian: the transcript and the planned action. */
  readonly inputText: string;
  /**
   * Names of the tools on offer, each once; the type, for a built-in tool without a name. A namespace is followed by the tools in it.
   *
   * The runtime sends them in `tools` of the body, or, to models from 5.6 on, in an item `additional_tools` of the input. Such an item
   * stays in the thread's history when the model is changed, and its tools stay here. A model that runs JavaScript gets
   * `exec` (in the namespace `functions`), whose description names what the code may call: those tools are not here.
   */
  readonly tools: readonly string[];
  /** All messages of one role, oldest first. The runtime adds some of its own, such as `<environment_context>`. */
  texts(role: "user" | "developer" | "assistant"): readonly string[];
  /** What a function or custom tool call gave back to the model; undefined if its output is not in the input. */
  toolOutput(callId: string): string | undefined;
}

/**
 * The body of a request for a response, as `@openai/codex` 0.169.0 sends it to a provider with `wire_api = "responses"`.
 *
 * @example
 * ```ts
 * const schema = request.body.text?.format; // set by a turn's output schema
 * ```
 */
export interface ResponsesRequestBody {
  readonly model: string;
  readonly stream: boolean;
  readonly input: readonly InputItem[];
  readonly tools?: readonly ToolOnOffer[];
  readonly tool_choice?: string;
  readonly parallel_tool_calls?: boolean;
  readonly reasoning?: { readonly effort?: string; readonly summary?: string } | null;
  readonly store?: boolean;
  readonly include?: readonly string[];
  readonly prompt_cache_key?: string;
  readonly text?: { readonly verbosity?: string; readonly format?: Readonly<Record<string, unknown>> };
  readonly client_metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * One item of the input: a message, a tool call or its output, or tools on offer.
 *
 * @example
 * ```ts
 * const calls = request.body.input.filter((item) => item.type === "function_call");
 * ```
 */
export interface InputItem {
  readonly type: string;
  readonly role?: string;
  readonly content?: readonly InputContent[] | null;
  readonly call_id?: string;
  readonly output?: string | readonly InputContent[];
  /** Of an item `additional_tools`. */
  readonly tools?: readonly ToolOnOffer[];
  readonly [field: string]: unknown;
}

/**
 * A part of a message or of a tool's output.
 *
 * @example
 * ```ts
 * const images = request.body.input.flatMap((item) => item.content ?? []).filter((part) => part.type === "input_image");
 * ```
 */
export interface InputContent {
  readonly type: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/**
 * A tool that the runtime offers to the model.
 *
 * @example
 * ```ts
 * const patch = request.body.tools?.find((tool) => tool.name === "apply_patch"); // type "custom"
 * ```
 */
export interface ToolOnOffer {
  readonly type: string;
  readonly name?: string;
  /** Of a namespace. */
  readonly tools?: readonly ToolOnOffer[];
  readonly [field: string]: unknown;
}

/**
 * A request that nothing was scripted for.
 *
 * @example
 * ```ts
 * expect(model.unscripted.map((request) => request.reason)).toEqual(["no reply left for request 2"]);
 * ```
 */
export interface UnscriptedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** Why there was no reply, and for what. */
  readonly reason: string;
  /** The request, unless it was not one for a response. */
  readonly request: ModelRequest | undefined;
}
