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
  /** What was sent, read as JSON. */
  readonly body: ResponsesRequestBody;
  /** The headers, their names in lower case. */
  readonly headers: RequestHeaders;
  /** `x-openai-subagent`: `"guardian"`, `"review"`, …; undefined for the agent itself. */
  readonly subagent: string | undefined;
  /** The thread that asks; a subagent has one of its own. */
  readonly threadId: string | undefined;
  /** The thread that a subagent works for. */
  readonly parentThreadId: string | undefined;
  /** The turn that asks; undefined where the request does not say. */
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
  /** The model that is asked. */
  readonly model: string;
  /** Whether the answer is to be streamed. */
  readonly stream: boolean;
  /** The conversation so far, oldest first. */
  readonly input: readonly InputItem[];
  /** The tools that the model may call. */
  readonly tools?: readonly ToolOnOffer[];
  /** Whether a tool must be called, may be, or must not. */
  readonly tool_choice?: string;
  /** Whether several tools may be called at once. */
  readonly parallel_tool_calls?: boolean;
  /** How the model is to think; `null` for a model that does not. */
  readonly reasoning?: {
    /** How much. */
    readonly effort?: string;
    /** How much of it is told. */
    readonly summary?: string;
  } | null;
  /** Whether the provider keeps the answer. */
  readonly store?: boolean;
  /** What the answer is to hold besides, such as `reasoning.encrypted_content`. */
  readonly include?: readonly string[];
  /** By what the provider finds a cached beginning again. */
  readonly prompt_cache_key?: string;
  /** How the answer is to be written. */
  readonly text?: {
    /** How much is said. */
    readonly verbosity?: string;
    /** The shape of the answer: a JSON schema, where one was asked for. */
    readonly format?: Readonly<Record<string, unknown>>;
  };
  /** What the runtime says of the request. */
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
  /** What it is, such as `message` or `function_call_output`. */
  readonly type: string;
  /** Who says it: `user`, `developer` or `assistant`. */
  readonly role?: string;
  /** What is said. */
  readonly content?: readonly InputContent[] | null;
  /** Which call it is, or answers. */
  readonly call_id?: string;
  /** What a tool answered. */
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
  /** What it is, such as `input_text` or `input_image`. */
  readonly type: string;
  /** The text, where it is one. */
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
  /** What it is, such as `function`, `custom` or `namespace`. */
  readonly type: string;
  /** What the model calls it. */
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
