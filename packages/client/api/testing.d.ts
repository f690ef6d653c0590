export { TomlValue } from '../chunks/codex.d.js';
type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;
interface ModelRequest {
    readonly number: number;
    readonly body: ResponsesRequestBody;
    readonly headers: RequestHeaders;
    readonly subagent: string | undefined;
    readonly threadId: string | undefined;
    readonly parentThreadId: string | undefined;
    readonly turnId: string | undefined;
    readonly requestKind: string | undefined;
    readonly inputText: string;
    readonly tools: readonly string[];
    texts(role: "user" | "developer" | "assistant"): readonly string[];
    toolOutput(callId: string): string | undefined;
}
interface ResponsesRequestBody {
    readonly model: string;
    readonly stream: boolean;
    readonly input: readonly InputItem[];
    readonly tools?: readonly ToolOnOffer[];
    readonly tool_choice?: string;
    readonly parallel_tool_calls?: boolean;
    readonly reasoning?: {
        readonly effort?: string;
        readonly summary?: string;
    } | null;
    readonly store?: boolean;
    readonly include?: readonly string[];
    readonly prompt_cache_key?: string;
    readonly text?: {
        readonly verbosity?: string;
        readonly format?: Readonly<Record<string, unknown>>;
    };
    readonly client_metadata?: Readonly<Record<string, unknown>>;
    readonly [field: string]: unknown;
}
interface InputItem {
    readonly type: string;
    readonly role?: string;
    readonly content?: readonly InputContent[] | null;
    readonly call_id?: string;
    readonly output?: string | readonly InputContent[];
    readonly tools?: readonly ToolOnOffer[];
    readonly [field: string]: unknown;
}
interface InputContent {
    readonly type: string;
    readonly text?: string;
    readonly [field: string]: unknown;
}
interface ToolOnOffer {
    readonly type: string;
    readonly name?: string;
    readonly tools?: readonly ToolOnOffer[];
    readonly [field: string]: unknown;
}
interface UnscriptedRequest {
    readonly method: string;
    readonly path: string;
    readonly reason: string;
    readonly request: ModelRequest | undefined;
}
type OutputItem = MessageItem | ReasoningItem | FunctionCallItem | CustomToolCallItem;
interface MessageItem {
    readonly type: "message";
    readonly deltas: readonly string[];
    readonly phase: MessagePhase | undefined;
}
type MessagePhase = "commentary" | "final_answer";
interface ReasoningItem {
    readonly type: "reasoning";
    readonly deltas: readonly string[];
}
interface FunctionCallItem {
    readonly type: "function_call";
    readonly name: string;
    readonly namespace: string | undefined;
    readonly arguments: string;
    readonly callId: string | undefined;
    readonly unoffered?: boolean | undefined;
}
interface CustomToolCallItem {
    readonly type: "custom_tool_call";
    readonly name: string;
    readonly input: string;
    readonly callId: string | undefined;
    readonly unoffered?: boolean | undefined;
}
interface TokenUsage {
    readonly inputTokens: number;
    readonly cachedInputTokens: number;
    readonly outputTokens: number;
    readonly reasoningTokens: number;
}
type PlainReply = OutputReply | FailureReply | StreamFailureReply | DisconnectReply | EventsReply;
interface OutputReply {
    readonly kind: "outputs";
    readonly items: readonly OutputItem[];
    readonly delayMs?: number | undefined;
    readonly usage: TokenUsage;
}
interface FailureReply {
    readonly kind: "failure";
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}
interface StreamFailureReply {
    readonly kind: "streamFailure";
    readonly code: string;
    readonly message: string;
}
interface DisconnectReply {
    readonly kind: "disconnect";
    readonly text: string | undefined;
}
interface EventsReply {
    readonly kind: "events";
    readonly events: readonly StreamEvent[];
}
interface StreamEvent {
    readonly type: string;
    readonly [field: string]: unknown;
}
declare class Gate {
    #private;
    readonly kind = "gate";
    readonly reply: PlainReply;
    readonly afterDeltas: number | undefined;
    constructor(reply: PlainReply, afterDeltas?: number);
    get reached(): Promise<ModelRequest>;
    release(): void;
    hold(request: ModelRequest): Promise<void>;
    abandon(reason: Error): void;
}
declare function gate(reply: PlainReply): Gate;
declare function gate(reply: OutputReply, options: GateOptions): Gate;
type Reply = PlainReply | Gate;
interface GateOptions {
    readonly afterDeltas: number;
}
type ReplyRule = (request: ModelRequest) => Reply | undefined | Promise<Reply | undefined>;
interface ModelScript {
    readonly requests: readonly ModelRequest[];
    readonly pending: number;
    enqueue(...replies: readonly Reply[]): void;
    respond(rule: ReplyRule): Disposable;
    nextRequest(): Promise<ModelRequest>;
    waitForRequests(count: number): Promise<readonly ModelRequest[]>;
    assertDone(): void;
}
interface ScriptedModel extends ModelScript, AsyncDisposable {
    readonly url: string;
    readonly guardian: ModelScript;
    readonly unscripted: readonly UnscriptedRequest[];
    assertDone(): void;
    reset(): void;
    close(): Promise<void>;
}
declare function startScriptedModel(): Promise<ScriptedModel>;
interface TestHomeOptions {
    readonly baseUrl?: string;
    readonly model?: string;
    readonly config?: TomlTable;
    readonly env?: Readonly<Record<string, string>>;
    readonly parent?: string;
}
interface TestHome extends AsyncDisposable {
    readonly codexHome: string;
    readonly configPath: string;
    readonly workspace: string;
    readonly outside: string;
    readonly env: Readonly<Record<string, string>>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function createTestHome(options?: TestHomeOptions): Promise<TestHome>;
interface TestRuntimeOptions extends Omit<TestHomeOptions, "baseUrl"> {
    readonly path?: string;
}
interface TestRuntime extends AsyncDisposable {
    readonly model: ScriptedModel;
    readonly home: TestHome;
    readonly runtime: {
        readonly path?: string;
        readonly env: Readonly<Record<string, string>>;
        readonly cwd: string;
    };
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function startTestRuntime(options?: TestRuntimeOptions): Promise<TestRuntime>;
interface TestCodexOptions extends TestRuntimeOptions, Omit<ConnectOptions, "runtime" | "transport" | "apiKey" | "baseUrl"> {
}
interface TestCodex<Mode extends ApprovalMode = UnattendedMode, Raw extends Rpc = Rpc> extends TestRuntime {
    readonly codex: Codex<Mode, Raw>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function startTestCodex(options: TestCodexOptions & Asking & Experimental): Promise<TestCodex<ApprovalMode, ExperimentalRpc>>;
declare function startTestCodex(options: TestCodexOptions & Asking): Promise<TestCodex<ApprovalMode>>;
declare function startTestCodex(options: TestCodexOptions & Experimental): Promise<TestCodex<UnattendedMode, ExperimentalRpc>>;
declare function startTestCodex(options?: TestCodexOptions): Promise<TestCodex>;
declare class TestingError extends CodexError {
}
declare const isTestingError: (value: unknown) => value is TestingError;
interface FailureOptions {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}
declare function failure(options: FailureOptions): FailureReply;
declare function streamFailure(options: {
    readonly code: string;
    readonly message?: string;
}): StreamFailureReply;
declare function disconnect(options?: {
    readonly text?: string;
}): DisconnectReply;
declare function events(...list: readonly StreamEvent[]): EventsReply;
interface GuardianVerdict {
    readonly outcome: "allow" | "deny";
    readonly rationale?: string;
    readonly riskLevel?: "low" | "medium" | "high" | "critical";
    readonly userAuthorization?: "unknown" | "low" | "medium" | "high";
    readonly usage?: Partial<TokenUsage>;
}
declare function guardianVerdict(verdict: GuardianVerdict): OutputReply;
declare function invalidConfiguration(notification: {
    readonly method: string;
    readonly params?: unknown;
}): string | undefined;
interface ListeningRuntimeOptions {
    readonly listen?: "ws" | "unix";
    readonly token?: string;
}
interface ListeningRuntime extends AsyncDisposable {
    readonly address: string;
    readonly tokenFile: string | undefined;
    readonly pid: number;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function startListeningRuntime({ runtime }: Pick<TestRuntime, "runtime">, { listen, token }?: ListeningRuntimeOptions): Promise<ListeningRuntime>;
type Deltas = number | readonly string[];
interface MessageOptions {
    readonly deltas?: Deltas;
    readonly delayMs?: number;
    readonly phase?: MessagePhase;
    readonly usage?: Partial<TokenUsage>;
}
interface ToolCallOptions {
    readonly callId?: string;
    readonly unoffered?: boolean;
    readonly usage?: Partial<TokenUsage>;
}
interface FunctionCallOptions extends ToolCallOptions {
    readonly namespace?: string;
}
declare function message(text: string, options?: MessageOptions): OutputReply;
declare function reasoning(summary: string, options?: {
    readonly deltas?: Deltas;
    readonly usage?: Partial<TokenUsage>;
}): OutputReply;
declare function functionCall(name: string, args: Readonly<Record<string, unknown>> | string, options?: FunctionCallOptions): OutputReply;
declare function customToolCall(name: string, input: string, options?: ToolCallOptions): OutputReply;
declare function applyPatch(patch: string, options?: ToolCallOptions): OutputReply;
declare function outputs(...replies: readonly OutputReply[]): OutputReply;
interface Recording {
    readonly version: 1;
    readonly exchanges: readonly RecordedExchange[];
}
interface RecordedExchange {
    readonly asker: "agent" | "guardian";
    readonly request: {
        readonly model: string;
        readonly inputText: string;
    };
    readonly reply: PlainReply;
}
interface RecordedScript {
    readonly agent: readonly Reply[];
    readonly guardian: readonly Reply[];
}
declare function scriptFrom(recording: unknown): RecordedScript;
interface ModelRecorderOptions {
    readonly upstream: string;
    readonly headers?: Readonly<Record<string, string>>;
}
interface ModelRecorder extends AsyncDisposable {
    readonly url: string;
    readonly recording: Recording;
    save(file: string | URL): Promise<void>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function recordModel(options: ModelRecorderOptions): Promise<ModelRecorder>;
export { Gate, TestingError, TomlTable, applyPatch, createTestHome, customToolCall, disconnect, events, failure, functionCall, gate, guardianVerdict, invalidConfiguration, isTestingError, message, outputs, reasoning, recordModel, scriptFrom, startListeningRuntime, startScriptedModel, startTestCodex, startTestRuntime, streamFailure };
export type { CustomToolCallItem, Deltas, DisconnectReply, EventsReply, FailureOptions, FailureReply, FunctionCallItem, FunctionCallOptions, GuardianVerdict, InputContent, InputItem, ListeningRuntime, ListeningRuntimeOptions, MessageItem, MessageOptions, MessagePhase, ModelRecorder, ModelRecorderOptions, ModelRequest, ModelScript, OutputItem, OutputReply, PlainReply, ReasoningItem, RecordedExchange, RecordedScript, Recording, Reply, ReplyRule, ResponsesRequestBody, ScriptedModel, StreamEvent, StreamFailureReply, TestCodex, TestCodexOptions, TestHome, TestHomeOptions, TestRuntime, TestRuntimeOptions, TokenUsage, ToolCallOptions, ToolOnOffer, UnscriptedRequest };
