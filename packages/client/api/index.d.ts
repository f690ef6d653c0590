export { AddedMessage, ApprovalDecided, ApprovalDecisions, ApprovalEvent, ApprovalHandler, ApprovalHandlers, ApprovalMode, ApprovalRequested, ApprovalResolved, ApprovalsMissed, Budget, CallOptions, CommandApprovalRequest, ExternalMessage, FileChangeApprovalRequest, HumanCommandApprovalRequest, JsonSchema, MatchedTurnResult, McpElicitationApprovalRequest, McpToolCallApprovalRequest, MismatchedTurnResult, OnApproval, OutputMismatchError, PermissionsApprovalRequest, RetryOverloadedOptions, Sandbox, SandboxOptions, SchemaIssue, StandardIssue, StandardResult, StandardSchema, StructuredTurnResult, ThreadApprovalHandler, Turn, TurnEvent, TurnGap, TurnInput, TurnUsage, UnattendedMode, UnfinishedTurnResult, UserInputApprovalRequest, externalMessage, isCodexError, isOutputMismatchError } from './chunks/schema-input.d.js';
export { AccountOptions, Allowed, AllowedOptions, AllowedSource, ArchiveThreadOptions, ChatGptLogin, CloseOptions, Codex, ConnectOptions, ConnectionChange, ConnectionClosedError, DeleteThreadOptions, DeviceCodeLogin, ExperimentalRpc, ForkThreadOptions, Goal, GoalEnd, ListThreadsOptions, LogoutOptions, ModelsOptions, Notification, NotificationListener, ProtocolError, ReconnectOptions, ResumeThreadOptions, RetryOptions, Rpc, RunOptions, RuntimeOptions, ServerInfo, StartThreadOptions, StructuredRunOptions, StructuredTurnOptions, Thread, ThreadArchiveOptions, ThreadCompactOptions, ThreadDeleteOptions, ThreadForkOptions, ThreadGoalClearOptions, ThreadGoalGetOptions, ThreadGoalSetOptions, ThreadGoals, ThreadItemsOptions, ThreadReadOptions, ThreadReviewOptions, ThreadSetNameOptions, ThreadsOptions, TomlTable, TomlValue, ToolOutput, TraceContext, TransportChannel, TransportEnd, TransportSink, TurnOptions, UnarchiveThreadOptions, isConnectionClosedError, isProtocolError } from './chunks/codex.d.js';
export { FileUpdateChange, ReviewTarget, ServerNotification, ThreadItem, UserInput } from '../commonjs/generated/types.js';
declare class UsageError extends CodexError {
    readonly option: string;
    constructor(option: string, message: string, options?: ErrorOptions);
}
declare const isUsageError: (value: unknown) => value is UsageError;
declare class RuntimeNotFoundError extends CodexError {
    readonly lookedFor: readonly string[];
    readonly remedy: string;
    constructor(problem: string, lookedFor: readonly string[], remedy: string, options?: ErrorOptions);
}
declare const isRuntimeNotFoundError: (value: unknown) => value is RuntimeNotFoundError;
interface DiagnosticsFailure {
    readonly name: string;
    readonly code?: number;
}
interface RequestDiagnostics {
    readonly method: string;
    readonly id: number | undefined;
    readonly attempts: number;
    readonly error?: DiagnosticsFailure;
}
interface TurnDiagnostics {
    readonly threadId: string;
    readonly turnId: string | undefined;
    readonly status: string | undefined;
    readonly error?: DiagnosticsFailure;
}
interface ApprovalDiagnostics {
    readonly method: string;
    readonly id: number | string;
    readonly threadId: string | undefined;
    readonly turnId: string | undefined;
    readonly itemId: string | undefined;
    readonly decision: string | undefined;
    readonly error?: DiagnosticsFailure;
}
interface ProcessDiagnostics {
    readonly pid: number;
    readonly path: string;
    readonly exitCode?: number | null;
    readonly signal?: string | null;
}
declare function onlyEnv(names: readonly string[], extra?: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>>;
interface ShutdownGraces {
    readonly stdinGraceMs?: number | undefined;
    readonly termGraceMs?: number | undefined;
}
interface StdioTransportOptions {
    readonly path?: string | undefined;
    readonly args?: readonly string[] | undefined;
    readonly env?: Readonly<Record<string, string | undefined>> | undefined;
    readonly cwd?: string | undefined;
    readonly maxMessageBytes?: number | undefined;
    readonly onStderr?: ((line: string) => void) | undefined;
    readonly shutdown?: ShutdownGraces | undefined;
}
declare function stdioTransport(options?: StdioTransportOptions): Transport;
type Pem = string | Uint8Array;
interface TlsOptions {
    readonly ca?: Pem | readonly Pem[] | undefined;
    readonly cert?: Pem | undefined;
    readonly key?: Pem | undefined;
    readonly passphrase?: string | undefined;
    readonly servername?: string | undefined;
    readonly rejectUnauthorized?: boolean | undefined;
}
interface KeepAliveOptions {
    readonly intervalMs?: number | undefined;
    readonly timeoutMs?: number | undefined;
}
interface SocketTransportOptions {
    readonly handshakeTimeoutMs?: number | undefined;
    readonly maxMessageBytes?: number | undefined;
    readonly keepAlive?: KeepAliveOptions | false | undefined;
    readonly closeGraceMs?: number | undefined;
}
type WebSocketTransportOptions = SocketTransportOptions & {
    readonly url: string | URL;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly allowPlaintextRemote?: boolean | undefined;
    readonly tls?: TlsOptions | undefined;
} & ({
    readonly token?: string | (() => string | Promise<string>) | undefined;
    readonly tokenFile?: undefined;
} | {
    readonly tokenFile?: string | undefined;
    readonly token?: undefined;
});
declare function webSocketTransport(options: WebSocketTransportOptions): Transport;
declare function unixSocketTransport(path: string, options?: SocketTransportOptions): Transport;
declare class RequestTimeoutError extends CodexError {
    readonly method: string;
    readonly timeoutMs: number;
    constructor(method: string, timeoutMs: number);
}
declare const isRequestTimeoutError: (value: unknown) => value is RequestTimeoutError;
declare class RpcError extends CodexError {
    readonly code: number;
    readonly method: string;
    readonly data: unknown;
    constructor(method: string, error: ErrorPayload);
}
declare class InvalidRequestError extends RpcError {
}
declare class InvalidParamsError extends RpcError {
}
declare class ServerOverloadedError extends RpcError {
    readonly attempts: number;
    constructor(method: string, error: ErrorPayload, attempts: number);
}
declare const isRpcError: (value: unknown) => value is RpcError;
declare const isInvalidRequestError: (value: unknown) => value is InvalidRequestError;
declare const isInvalidParamsError: (value: unknown) => value is InvalidParamsError;
declare const isServerOverloadedError: (value: unknown) => value is ServerOverloadedError;
declare class ThreadNotFoundError extends InvalidRequestError {
    readonly threadId: string;
    readonly reason: "archived" | "malformed" | "unknown";
    protected constructor();
}
declare const isThreadNotFoundError: (value: unknown) => value is ThreadNotFoundError;
declare class ApprovalModeError extends CodexError {
    readonly operation: string;
    readonly option: string;
    constructor(operation: string, option: string, message: string);
}
declare const isApprovalModeError: (value: unknown) => value is ApprovalModeError;
declare class UnsupportedByRuntimeError extends CodexError {
    readonly operation: string;
    readonly option: string | undefined;
    readonly needed: string;
    readonly runtimeVersion: string;
    constructor(operation: string, option: string | undefined, { needed, runtimeVersion, withOptIn }: MissingRelease);
}
declare const isUnsupportedByRuntimeError: (value: unknown) => value is UnsupportedByRuntimeError;
declare function pathsOf(change: FileUpdateChange): readonly string[];
declare function realPathsOf(change: FileUpdateChange): Promise<string[]>;
interface SessionGrant {
    readonly approvalId: string;
    readonly kind: "command" | "fileChange" | "permissions" | "mcpToolCall" | "fullAccess" | "unknown";
    readonly what: string;
    readonly decision: ApprovalDecision | null;
    readonly grantedAtMs: number | null;
}
interface PendingOfKind<Kind extends ApprovalKind> {
    readonly approvalId: string;
    readonly kind: Kind;
    readonly request: Extract<ApprovalRequest, {
        readonly kind: Kind;
    }>;
    readonly availableDecisions: readonly ApprovalDecision<Kind>[];
    readonly askedAtMs: number;
    decide(this: void, decision: ApprovalDecision<Kind>): boolean;
}
type PendingApproval<Kind extends ApprovalKind = ApprovalKind> = {
    [Each in Kind]: PendingOfKind<Each>;
}[Kind];
interface ApprovalInbox {
    (request: ApprovalRequest, context: ApprovalContext): Promise<ApprovalDecision>;
    readonly pending: readonly PendingApproval[];
    decide(this: void, approvalId: string, decision: ApprovalDecision): boolean;
    on(this: void, event: "change", listener: (pending: readonly PendingApproval[]) => void): Disposable;
}
declare function approvalInbox(): ApprovalInbox;
declare function isApprovalDecision<Request extends ApprovalRequest>(request: Request, value: unknown): value is ApprovalDecision<Request["kind"]>;
declare class LoginFailedError extends CodexError {
    readonly loginId: string | null;
    readonly cancelled: boolean;
    constructor(loginId: string | null, message: string, { cancelled }?: Partial<Pick<LoginFailedError, "cancelled">>);
}
declare const isLoginFailedError: (value: unknown) => value is LoginFailedError;
declare const RUNTIME_VERSION: string | null;
interface ToolDefinition<Schema extends SchemaInput> {
    readonly name: string;
    readonly description: string;
    readonly parameters: Schema;
    readonly execute: (args: SchemaOutput<Schema>, context: ToolContext) => ToolResult | Promise<ToolResult>;
}
declare function defineTool<Schema extends SchemaInput>(definition: ToolDefinition<Schema>): Tool;
type VariantName<Union> = Union extends string ? string extends Union ? never : Union : Union extends Tagged ? string extends Union["type"] ? never : Union["type"] : string extends keyof Union ? never : keyof Union & string;
type Named<Union, Name> = Union extends string ? Union extends Name ? Union : never : Union extends Tagged ? Union["type"] extends Name ? Union : never : string extends keyof Union ? never : Name extends keyof Union ? Union : never;
interface Tagged {
    readonly type: string;
}
declare function isVariant<Union, Name extends VariantName<Union>>(value: Union, name: Name): value is Extract<Union, Named<Union, Name>>;
type TurnFailureReason = VariantName<CodexErrorInfo> | "unknown" | (string & {});
declare class TurnFailedError extends CodexError {
    readonly reason: TurnFailureReason;
    readonly httpStatus: number | null;
    readonly isRetryable: boolean;
    readonly result: TurnResult;
    constructor(result: TurnResult);
}
declare const isTurnFailedError: (value: unknown) => value is TurnFailedError;
declare class ApprovalModeNotAppliedError extends CodexError {
    readonly threadId: string;
    readonly settings: ThreadSettings;
    readonly turnId: string | undefined;
    readonly interrupted: boolean;
    readonly warnings: readonly Warning[];
    readonly grants: readonly SessionGrant[];
    readonly subagents: readonly string[];
    constructor(message: string, about: About);
}
interface About extends Pick<ApprovalModeNotAppliedError, "threadId" | "settings">, Partial<Pick<ApprovalModeNotAppliedError, "turnId" | "interrupted" | "warnings" | "grants" | "subagents">> {
    readonly cause?: unknown;
}
declare const isApprovalModeNotAppliedError: (value: unknown) => value is ApprovalModeNotAppliedError;
interface SpentBudget {
    readonly threadId: string;
    readonly bound: "turns" | "tokens";
    readonly spent: number;
    readonly limit: number;
    readonly turnId?: string | undefined;
    readonly result?: TurnResult | null;
}
declare class BudgetExceededError extends CodexError {
    readonly threadId: string;
    readonly bound: "turns" | "tokens";
    readonly spent: number;
    readonly limit: number;
    readonly turnId: string | undefined;
    readonly result: TurnResult | null;
    constructor({ threadId, bound, spent, limit, turnId, result }: SpentBudget);
}
declare const isBudgetExceededError: (value: unknown) => value is BudgetExceededError;
declare class NotLoggedInError extends CodexError {
    readonly threadId: string;
    protected constructor();
}
declare const isNotLoggedInError: (value: unknown) => value is NotLoggedInError;
declare class TurnTimeoutError extends CodexError {
    readonly threadId: string;
    readonly turnId: string | undefined;
    readonly turnTimeoutMs: number;
    readonly result: TurnResult | null;
    constructor(threadId: string, turnId: string | undefined, turnTimeoutMs: number, result: TurnResult | null);
}
declare const isTurnTimeoutError: (value: unknown) => value is TurnTimeoutError;
declare class TurnLostError extends CodexError {
    readonly threadId: string;
    readonly turnId: string | undefined;
    constructor(threadId: string, turnId: string | undefined, why: string);
}
declare const isTurnLostError: (value: unknown) => value is TurnLostError;
export { ApprovalContext, ApprovalDecision, ApprovalKind, ApprovalModeError, ApprovalModeNotAppliedError, ApprovalRequest, BudgetExceededError, CodexError, InvalidParamsError, InvalidRequestError, LoginFailedError, NotLoggedInError, RUNTIME_VERSION, RequestTimeoutError, RpcError, RuntimeNotFoundError, SchemaInput, SchemaOutput, ServerOverloadedError, ThreadNotFoundError, ThreadSettings, Tool, ToolContext, ToolResult, Transport, TurnFailedError, TurnLostError, TurnResult, TurnTimeoutError, UnsupportedByRuntimeError, UsageError, Warning, approvalInbox, defineTool, isApprovalDecision, isApprovalModeError, isApprovalModeNotAppliedError, isBudgetExceededError, isInvalidParamsError, isInvalidRequestError, isLoginFailedError, isNotLoggedInError, isRequestTimeoutError, isRpcError, isRuntimeNotFoundError, isServerOverloadedError, isThreadNotFoundError, isTurnFailedError, isTurnLostError, isTurnTimeoutError, isUnsupportedByRuntimeError, isUsageError, isVariant, onlyEnv, pathsOf, realPathsOf, stdioTransport, unixSocketTransport, webSocketTransport };
export type { ApprovalDiagnostics, ApprovalInbox, DiagnosticsFailure, KeepAliveOptions, PendingApproval, ProcessDiagnostics, RequestDiagnostics, SessionGrant, SocketTransportOptions, StdioTransportOptions, TlsOptions, ToolDefinition, TurnDiagnostics, TurnFailureReason, VariantName, WebSocketTransportOptions };

declare const ApprovalMode: Readonly<{
    auto_review: "auto_review";
    deny_all: "deny_all";
    ask: "ask";
}>;
type ApprovalMode = keyof typeof ApprovalMode;
type UnattendedMode = Exclude<ApprovalMode, "ask">;
interface CommandApprovalRequest extends Omit<CommandExecutionRequestApprovalParams, "kind"> {
    readonly kind: "command";
    readonly subject: "command" | "writeStdin";
}
interface HumanCommandApprovalRequest extends Omit<CommandExecutionRequestApprovalParams, "kind"> {
    readonly kind: "humanCommand";
}
interface FileChangeApprovalRequest extends FileChangeRequestApprovalParams {
    readonly kind: "fileChange";
    readonly changes: readonly FileUpdateChange[];
}
interface PermissionsApprovalRequest extends PermissionsRequestApprovalParams {
    readonly kind: "permissions";
}
interface McpToolCallApprovalRequest {
    readonly kind: "mcpToolCall";
    readonly threadId: string;
    readonly turnId: string | null;
    readonly serverName: string;
    readonly message: string;
    readonly tool: string | null;
    readonly toolTitle: string | null;
    readonly toolDescription: string | null;
    readonly arguments: unknown;
    readonly persist: readonly ("session" | "always")[];
    readonly _meta: unknown;
}
type McpElicitationApprovalRequest = McpServerElicitationRequestParams & {
    readonly kind: "mcpElicitation";
};
interface UserInputApprovalRequest extends ToolRequestUserInputParams {
    readonly kind: "userInput";
}
type ApprovalRequest = CommandApprovalRequest | HumanCommandApprovalRequest | FileChangeApprovalRequest | PermissionsApprovalRequest | McpToolCallApprovalRequest | McpElicitationApprovalRequest | UserInputApprovalRequest;
type ApprovalKind = ApprovalRequest["kind"];
interface ApprovalDecisions {
    readonly command: CommandExecutionApprovalDecision;
    readonly humanCommand: "accept" | "decline" | "cancel";
    readonly fileChange: FileChangeApprovalDecision;
    readonly permissions: "accept" | "acceptForSession" | "decline" | PermissionsRequestApprovalResponse;
    readonly mcpToolCall: "accept" | "acceptForSession" | "acceptAlways" | "decline" | "cancel" | McpServerElicitationRequestResponse;
    readonly mcpElicitation: "decline" | "cancel" | McpServerElicitationRequestResponse;
    readonly userInput: "decline" | ToolRequestUserInputResponse;
}
type ApprovalDecision<Kind extends ApprovalKind = ApprovalKind> = ApprovalDecisions[Kind];
interface ApprovalContext<Kind extends ApprovalKind = ApprovalKind> {
    readonly approvalId: string;
    readonly availableDecisions: readonly ApprovalDecision<Kind>[];
    readonly persistentGrants: boolean;
    readonly signal: AbortSignal;
}
type ApprovalHandler = (request: ApprovalRequest, context: ApprovalContext) => ApprovalDecision | Promise<ApprovalDecision>;
type ApprovalHandlers = {
    readonly [Kind in ApprovalKind]?: ((request: Extract<ApprovalRequest, {
        readonly kind: Kind;
    }>, context: ApprovalContext<Kind>) => ApprovalDecision<Kind> | Promise<ApprovalDecision<Kind>>) | undefined;
};
type OnApproval = ApprovalHandler | ApprovalHandlers;
type ThreadApprovalHandler<Mode extends ApprovalMode> = HandlerByMode[Mode];
interface HandlerByMode {
    readonly auto_review: never;
    readonly deny_all: never;
    readonly ask: OnApproval;
}
interface Budget {
    readonly turns?: number | undefined;
    readonly tokens?: number | undefined;
}
type Sandbox = "read_only" | "workspace_write" | "full_access";
type SandboxOptions = Sandbox | {
    readonly mode: "read_only";
    readonly networkAccess?: boolean | undefined;
    readonly writableRoots?: undefined;
} | {
    readonly mode: "workspace_write";
    readonly networkAccess?: boolean | undefined;
    readonly writableRoots?: readonly string[] | undefined;
} | {
    readonly mode: "full_access";
    readonly networkAccess?: undefined;
    readonly writableRoots?: undefined;
};
type SandboxOrProfile<Options, Profile> = [
    Profile
] extends [
    never
] ? Options : Pick<Options, keyof Options> & ({
    readonly sandbox?: undefined;
} | {
    readonly profile?: undefined;
});
interface SettingOption {
    readonly setting: string;
    readonly values?: readonly string[];
}
interface Since {
    readonly stable?: string;
    readonly experimental?: string;
}
interface MissingRelease {
    readonly needed: string;
    readonly runtimeVersion: string;
    readonly withOptIn: boolean;
}
interface Operation<Method extends string> {
    readonly name: string;
    readonly method: Method;
    readonly approval?: {
        readonly whenOmitted: ApprovalMode | "nothing";
        readonly configured?: true;
    };
    readonly sandbox?: "sandbox" | "sandboxPolicy";
    readonly profile?: "permissions";
    readonly clientOptions?: readonly string[];
    readonly tools?: "dynamicTools" | "announced";
    readonly settings?: Readonly<Record<string, SettingOption>>;
    readonly inForce?: true;
    readonly bare?: true;
    readonly options: readonly string[];
    readonly since?: Since;
    readonly later?: Readonly<Record<string, Since>>;
}
interface RetryOverloadedOptions {
    readonly maxAttempts?: number | undefined;
    readonly maxElapsedMs?: number | undefined;
    readonly initialDelayMs?: number | undefined;
    readonly maxDelayMs?: number | undefined;
}
interface ExternalMessage {
    readonly type: "externalMessage";
    readonly toolOutput: Readonly<TurnToolOutput> & {
        readonly output: string;
    };
}
declare function externalMessage({ toolName, content, namespace, retain, }: {
    readonly toolName: string;
    readonly content: string;
    readonly namespace?: string | undefined;
    readonly retain?: boolean | undefined;
}): ExternalMessage;
type TurnInput = string | UserInput | readonly UserInput[] | ExternalMessage;
interface OfApproval {
    readonly schemaVersion: 1;
    readonly approvalId: string;
    readonly threadId: string;
    readonly parentThreadId?: string;
    readonly turnId: string | null;
    readonly itemId: string | null;
    readonly for?: "otherClient";
    readonly atMs: number;
}
type ApprovalRequested = OfApproval & {
    readonly type: "requested";
} & ({
    readonly of: "client";
    readonly request: ApprovalRequest;
} | {
    readonly of: "reviewer";
    readonly action: GuardianApprovalReviewAction;
});
type ApprovalDecided = OfApproval & {
    readonly type: "decided";
    readonly allowed: boolean;
} & ({
    readonly by: "handler";
    readonly decision: ApprovalDecision;
} | {
    readonly by: "reviewer";
    readonly decision: "approved" | "denied" | "timedOut";
    readonly riskLevel: GuardianRiskLevel | null;
    readonly userAuthorization: GuardianUserAuthorization | null;
    readonly rationale: string | null;
    readonly warning: string | null;
    readonly failure?: string;
} | {
    readonly by: "hook";
    readonly hooks: readonly HookRunSummary[];
} | {
    readonly by: "policy";
    readonly item: ThreadItem;
} | {
    readonly by: "default";
    readonly reason: "noHandler" | "threw" | "timedOut" | "invalidDecision" | "changesUnknown" | "persistentGrant";
    readonly message: string | null;
});
type ApprovalResolved = OfApproval & {
    readonly type: "resolved";
    readonly how: "decided" | "elsewhere" | "withdrawn" | "connectionEnded";
};
type ApprovalEvent = ApprovalRequested | ApprovalDecided | ApprovalResolved;
interface ApprovalsMissed {
    readonly schemaVersion: 1;
    readonly type: "missed";
    readonly count: number;
}
interface TurnUsage extends ThreadTokenUsage {
    readonly turn: TokenUsageBreakdown | null;
    readonly last: TokenUsageBreakdown;
    readonly total: TokenUsageBreakdown;
    readonly subagents?: TokenUsageBreakdown;
}
interface TurnResult {
    readonly id: string;
    readonly status: TurnStatus;
    readonly finalResponse: string | null;
    readonly items: readonly ThreadItem[];
    readonly approvals: readonly ApprovalEvent[];
    readonly usage: TurnUsage | null;
    readonly error: TurnError | null;
    readonly startedAt: number | null;
    readonly completedAt: number | null;
    readonly durationMs: number | null;
    readonly attempts?: number;
    readonly gap?: true;
}
declare abstract class CodexError extends Error {
    toJSON(): ErrorJson;
}
interface ErrorJson {
    readonly [field: string]: unknown;
    readonly name: string;
    readonly message: string;
}
declare const isCodexError: (value: unknown) => value is CodexError;
interface StandardSchema<Output = unknown> {
    readonly "~standard": {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
        readonly types?: {
            readonly input: unknown;
            readonly output: Output;
        } | undefined;
        readonly jsonSchema: {
            readonly input: (options: {
                readonly target: "draft-2020-12";
            }) => Readonly<Record<string, unknown>>;
        };
    };
}
type StandardResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly StandardIssue[];
};
interface StandardIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | StandardPathSegment)[] | undefined;
}
interface StandardPathSegment {
    readonly key: PropertyKey;
}
interface SchemaIssue {
    readonly message: string;
    readonly path: readonly PropertyKey[];
}
declare class OutputMismatchError extends CodexError {
    readonly text: string | null;
    readonly issues: readonly SchemaIssue[];
    readonly result: TurnResult;
    constructor(result: TurnResult, issues: readonly SchemaIssue[], options?: ErrorOptions);
}
declare const isOutputMismatchError: (value: unknown) => value is OutputMismatchError;
type StructuredTurnResult<Output> = MatchedTurnResult<Output> | MismatchedTurnResult | UnfinishedTurnResult;
interface MatchedTurnResult<Output> extends TurnResult {
    readonly status: "completed";
    readonly output: Output;
    readonly outputError: null;
}
interface MismatchedTurnResult extends TurnResult {
    readonly status: "completed";
    readonly output: undefined;
    readonly outputError: OutputMismatchError;
}
interface UnfinishedTurnResult extends TurnResult {
    readonly status: Exclude<TurnResult["status"], "completed">;
    readonly output: undefined;
    readonly outputError: null;
}
interface CallOptions {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
    readonly onSent?: ((id: number) => void) | undefined;
}
declare const gapMethod = "$/gap";
interface TurnGap {
    readonly method: typeof gapMethod;
    readonly params: {
        readonly threadId: string;
        readonly turnId: string;
    };
}
type TurnEvent = ServerNotification | TurnGap;
interface AddedMessage {
    readonly messageId: string;
    readonly taken: Promise<boolean>;
}
interface Turn<Result extends TurnResult = TurnResult> {
    readonly id: string;
    readonly threadId: string;
    readonly events: AsyncIterable<TurnEvent>;
    steer(input: Exclude<TurnInput, ExternalMessage>, options?: CallOptions): Promise<AddedMessage>;
    interrupt(options?: CallOptions): Promise<void>;
    result(): Promise<Result>;
    settled(options?: Pick<CallOptions, "signal">): Promise<Result>;
}
type JsonSchema = (object | {
    readonly [keyword: string]: unknown;
}) & Plain;
interface Plain {
    readonly "~standard"?: never;
    readonly length?: never;
    readonly parse?: never;
    readonly validate?: never;
}
type SchemaInput = StandardSchema | JsonSchema;
type SchemaOutput<Schema extends SchemaInput> = Schema extends StandardSchema<infer Output> ? Output : unknown;
export { ApprovalMode, CodexError, OutputMismatchError, externalMessage, isCodexError, isOutputMismatchError };
export type { AddedMessage, ApprovalContext, ApprovalDecided, ApprovalDecision, ApprovalDecisions, ApprovalEvent, ApprovalHandler, ApprovalHandlers, ApprovalKind, ApprovalRequest, ApprovalRequested, ApprovalResolved, ApprovalsMissed, Budget, CallOptions, CommandApprovalRequest, ExternalMessage, FileChangeApprovalRequest, HumanCommandApprovalRequest, JsonSchema, MatchedTurnResult, McpElicitationApprovalRequest, McpToolCallApprovalRequest, MismatchedTurnResult, MissingRelease, OnApproval, Operation, PermissionsApprovalRequest, RetryOverloadedOptions, Sandbox, SandboxOptions, SandboxOrProfile, SchemaInput, SchemaIssue, SchemaOutput, StandardIssue, StandardResult, StandardSchema, StructuredTurnResult, ThreadApprovalHandler, Turn, TurnEvent, TurnGap, TurnInput, TurnResult, TurnUsage, UnattendedMode, UnfinishedTurnResult, UserInputApprovalRequest };

interface Warning {
    readonly method: string;
    readonly message: string;
    readonly at: number;
    readonly threadId?: string;
}
type ConnectionClosedReason = "closed" | "exited" | "disconnected" | "denied";
interface ConnectionClosedDetails {
    readonly reason: ConnectionClosedReason;
    readonly exitCode?: number | null;
    readonly signal?: string | null;
    readonly stderrTail?: string;
    readonly cause?: unknown;
}
declare class ConnectionClosedError extends CodexError {
    readonly reason: ConnectionClosedReason;
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly stderrTail: string;
    constructor(message: string, details: ConnectionClosedDetails);
}
declare const isConnectionClosedError: (value: unknown) => value is ConnectionClosedError;
declare class ProtocolError extends CodexError {
    readonly excerpt: string;
    constructor(message: string, received: string, options?: ErrorOptions);
}
declare const isProtocolError: (value: unknown) => value is ProtocolError;
type TransportEnd = ConnectionClosedError | ProtocolError;
interface TransportSink {
    message(text: string): void;
    closed(error: TransportEnd): void;
}
interface TransportChannel {
    send(text: string): void;
    close(): Promise<void>;
    setReferenced?(isReferenced: boolean): void;
}
interface Transport {
    readonly shared?: boolean;
    open(sink: TransportSink, options?: OpenOptions): Promise<TransportChannel>;
}
interface OpenOptions {
    signal?: AbortSignal;
}
interface ReconnectOptions {
    readonly maxElapsedMs?: number | undefined;
    readonly maxAttempts?: number | undefined;
    readonly initialDelayMs?: number | undefined;
    readonly maxDelayMs?: number | undefined;
}
interface RetryOptions {
    readonly maxElapsedMs?: number | undefined;
    readonly initialDelayMs?: number | undefined;
    readonly maxDelayMs?: number | undefined;
}
interface TraceContext {
    readonly traceparent?: string | undefined;
    readonly tracestate?: string | undefined;
}
interface Notification {
    readonly method: string;
    readonly params: unknown;
    readonly emittedAtMs?: number;
}
interface ErrorPayload {
    readonly code: number;
    readonly message: string;
    readonly data?: unknown;
}
type NotificationListener = (notification: Notification) => void;
declare abstract class PendingLogin {
    #private;
    readonly loginId: string;
    protected constructor();
    wait({ signal }?: Pick<CallOptions, "signal">): Promise<void>;
    cancel(options?: CallOptions): Promise<void>;
}
declare class ChatGptLogin extends PendingLogin {
    readonly authUrl: string;
    protected constructor();
}
declare class DeviceCodeLogin extends PendingLogin {
    readonly verificationUrl: string;
    readonly userCode: string;
    protected constructor();
}
interface StartThreadOptions<Mode extends ApprovalMode = ApprovalMode, Tools = never, Profile = never> extends CallOptions {
    approvalMode?: Mode | "configured" | undefined;
    sandbox?: SandboxOptions | undefined;
    profile?: Profile | undefined;
    onApproval?: ThreadApprovalHandler<Mode> | undefined;
    budget?: Budget | undefined;
    tools?: Tools | undefined;
    effort?: ReasoningEffort | undefined;
    webSearch?: WebSearchMode | undefined;
    cwd?: string | undefined;
    model?: string | undefined;
    modelProvider?: string | undefined;
    serviceTier?: string | undefined;
    config?: {
        [key: string]: unknown;
    } | undefined;
    baseInstructions?: string | undefined;
    developerInstructions?: string | undefined;
    ephemeral?: boolean | undefined;
    sessionStartSource?: ThreadStartSource | undefined;
}
interface ResumeThreadOptions<Mode extends ApprovalMode = ApprovalMode, Tools = never, Profile = never> extends CallOptions {
    approvalMode?: Mode | undefined;
    sandbox?: SandboxOptions | undefined;
    profile?: Profile | undefined;
    onApproval?: ThreadApprovalHandler<Mode> | undefined;
    budget?: Budget | undefined;
    tools?: Tools | undefined;
    effort?: ReasoningEffort | undefined;
    webSearch?: WebSearchMode | undefined;
    cwd?: string | undefined;
    model?: string | undefined;
    modelProvider?: string | undefined;
    serviceTier?: string | undefined;
    config?: {
        [key: string]: unknown;
    } | undefined;
    baseInstructions?: string | undefined;
    developerInstructions?: string | undefined;
    excludeTurns?: boolean | undefined;
}
interface ForkThreadOptions<Mode extends ApprovalMode = ApprovalMode, Tools = never, Profile = never> extends CallOptions {
    approvalMode?: Mode | undefined;
    sandbox?: SandboxOptions | undefined;
    profile?: Profile | undefined;
    onApproval?: ThreadApprovalHandler<Mode> | undefined;
    budget?: Budget | undefined;
    tools?: Tools | undefined;
    effort?: ReasoningEffort | undefined;
    webSearch?: WebSearchMode | undefined;
    cwd?: string | undefined;
    model?: string | undefined;
    modelProvider?: string | undefined;
    serviceTier?: string | undefined;
    config?: {
        [key: string]: unknown;
    } | undefined;
    baseInstructions?: string | undefined;
    developerInstructions?: string | undefined;
    ephemeral?: boolean | undefined;
    excludeTurns?: boolean | undefined;
    lastTurnId?: string | undefined;
}
interface ListThreadsOptions extends CallOptions {
    cursor?: string | undefined;
    archived?: boolean | undefined;
    cwd?: ThreadListCwdFilter | undefined;
    limit?: number | undefined;
    modelProviders?: string[] | undefined;
    searchTerm?: string | undefined;
    sortDirection?: SortDirection | undefined;
    sortKey?: ThreadSortKey | undefined;
    sourceKinds?: ThreadSourceKind[] | undefined;
    includedThreadIds?: string[] | undefined;
    excludedThreadIds?: string[] | undefined;
    originators?: string[] | undefined;
    currentAccountOnly?: boolean | undefined;
}
interface ThreadsOptions extends CallOptions {
    archived?: boolean | undefined;
    cwd?: ThreadListCwdFilter | undefined;
    limit?: number | undefined;
    modelProviders?: string[] | undefined;
    searchTerm?: string | undefined;
    sortDirection?: SortDirection | undefined;
    sortKey?: ThreadSortKey | undefined;
    sourceKinds?: ThreadSourceKind[] | undefined;
    includedThreadIds?: string[] | undefined;
    excludedThreadIds?: string[] | undefined;
    originators?: string[] | undefined;
    currentAccountOnly?: boolean | undefined;
}
interface ArchiveThreadOptions extends CallOptions {
}
interface UnarchiveThreadOptions extends CallOptions {
}
interface DeleteThreadOptions extends CallOptions {
}
interface ModelsOptions extends CallOptions {
    includeHidden?: boolean | undefined;
    modelProvider?: string | undefined;
}
interface AccountOptions extends CallOptions {
    refreshToken?: boolean | undefined;
}
interface LogoutOptions extends CallOptions {
}
interface RunOptions<Mode extends ApprovalMode = ApprovalMode, Profile = never> extends TurnOptions<Mode, Profile> {
    retryOverloaded?: boolean | RetryOverloadedOptions | undefined;
}
interface StructuredRunOptions<Mode extends ApprovalMode = ApprovalMode, Schema extends SchemaInput | undefined = SchemaInput, Profile = never> extends Omit<RunOptions<Mode, Profile>, "outputSchema"> {
    outputSchema: Schema;
}
interface TurnOptions<Mode extends ApprovalMode = ApprovalMode, Profile = never> extends CallOptions {
    approvalMode?: Mode | undefined;
    sandbox?: SandboxOptions | undefined;
    profile?: Profile | undefined;
    turnTimeoutMs?: number | undefined;
    cwd?: string | undefined;
    model?: string | undefined;
    effort?: ReasoningEffort | undefined;
    summary?: ReasoningSummary | undefined;
    serviceTier?: string | undefined;
    outputSchema?: undefined;
    serviceTierForTurn?: string | undefined;
    disabledPluginIds?: string[] | undefined;
    clientUserMessageId?: string | undefined;
}
interface StructuredTurnOptions<Mode extends ApprovalMode = ApprovalMode, Schema extends SchemaInput | undefined = SchemaInput, Profile = never> extends Omit<TurnOptions<Mode, Profile>, "outputSchema"> {
    outputSchema: Schema;
}
interface ThreadForkOptions<Mode extends ApprovalMode = ApprovalMode, Profile = never> extends CallOptions {
    approvalMode?: Mode | undefined;
    sandbox?: SandboxOptions | undefined;
    profile?: Profile | undefined;
    onApproval?: ThreadApprovalHandler<Mode> | undefined;
    budget?: Budget | undefined;
    effort?: ReasoningEffort | undefined;
    webSearch?: WebSearchMode | undefined;
    cwd?: string | undefined;
    model?: string | undefined;
    modelProvider?: string | undefined;
    serviceTier?: string | undefined;
    config?: {
        [key: string]: unknown;
    } | undefined;
    baseInstructions?: string | undefined;
    developerInstructions?: string | undefined;
    ephemeral?: boolean | undefined;
    excludeTurns?: boolean | undefined;
    lastTurnId?: string | undefined;
}
interface ThreadArchiveOptions extends CallOptions {
}
interface ThreadDeleteOptions extends CallOptions {
}
interface ThreadReadOptions extends CallOptions {
    includeTurns?: boolean | undefined;
}
interface ThreadSetNameOptions extends CallOptions {
}
interface ThreadItemsOptions extends CallOptions {
    limit?: number | undefined;
    sortDirection?: SortDirection | undefined;
    turnId?: string | undefined;
}
interface ThreadCompactOptions extends CallOptions {
    turnTimeoutMs?: number | undefined;
}
interface ThreadReviewOptions extends CallOptions {
    turnTimeoutMs?: number | undefined;
}
interface ThreadGoalSetOptions extends CallOptions {
    budget?: Budget | undefined;
    objective?: string | undefined;
    status?: ThreadGoalStatus | undefined;
    tokenBudget?: number | undefined;
}
interface ThreadGoalGetOptions extends CallOptions {
}
interface ThreadGoalClearOptions extends CallOptions {
}
interface CodexRunner<ThreadHandle> {
    openThread(operation: Operation<"thread/start" | "thread/resume" | "thread/fork">, fixed: object, options: CallOptions): Promise<ThreadHandle>;
    request<Method extends keyof ClientRequests>(operation: Operation<Method>, fixed: object, options: CallOptions): Promise<ClientRequests[Method]["result"]>;
    pages<Method extends "thread/list">(operation: Operation<Method>, fixed: object, options: CallOptions): AsyncIterable<ClientRequests[Method]["result"]["data"][number]>;
    allPages<Method extends "model/list">(operation: Operation<Method>, fixed: object, options: CallOptions): Promise<ClientRequests[Method]["result"]["data"]>;
}
declare class CodexMethods<Mode extends ApprovalMode, ThreadHandle, Tools = never, Profile = never> {
    #private;
    constructor(runner: CodexRunner<ThreadHandle>);
    startThread(options?: SandboxOrProfile<StartThreadOptions<Mode, Tools, Profile>, Profile>): Promise<ThreadHandle>;
    resumeThread(threadId: string, options?: SandboxOrProfile<ResumeThreadOptions<Mode, Tools, Profile>, Profile>): Promise<ThreadHandle>;
    forkThread(threadId: string, options?: SandboxOrProfile<ForkThreadOptions<Mode, Tools, Profile>, Profile>): Promise<ThreadHandle>;
    listThreads(options?: ListThreadsOptions): Promise<ClientRequests["thread/list"]["result"]>;
    threads(options?: ThreadsOptions): AsyncIterable<ClientRequests["thread/list"]["result"]["data"][number]>;
    archiveThread(threadId: string, options?: ArchiveThreadOptions): Promise<void>;
    unarchiveThread(threadId: string, options?: UnarchiveThreadOptions): Promise<ClientRequests["thread/unarchive"]["result"]>;
    deleteThread(threadId: string, options?: DeleteThreadOptions): Promise<void>;
    models(options?: ModelsOptions): Promise<ClientRequests["model/list"]["result"]["data"]>;
    account(options?: AccountOptions): Promise<ClientRequests["account/read"]["result"]>;
    logout(options?: LogoutOptions): Promise<void>;
}
interface ThreadRunner<ThreadHandle> {
    openFork(operation: Operation<"thread/fork">, options: CallOptions): Promise<ThreadHandle>;
    startTurn(operation: Operation<"turn/start">, input: TurnInput, options: CallOptions): Promise<Turn>;
    runTurn(operation: Operation<"turn/start">, input: TurnInput, options: CallOptions): Promise<TurnResult>;
    awaitTurn(operation: Operation<"thread/compact/start" | "review/start">, fixed: object, options: CallOptions): Promise<TurnResult>;
    request<Method extends keyof ClientRequests>(operation: Operation<Method>, fixed: object, options: CallOptions): Promise<ClientRequests[Method]["result"]>;
    pages<Method extends "thread/items/list">(operation: Operation<Method>, fixed: object, options: CallOptions): AsyncIterable<ClientRequests[Method]["result"]["data"][number]>;
}
declare class ThreadMethods<Mode extends ApprovalMode, ThreadHandle, Profile = never> {
    #private;
    constructor(runner: ThreadRunner<ThreadHandle>);
    run(input: TurnInput, options?: SandboxOrProfile<RunOptions<Mode, Profile>, Profile>): Promise<TurnResult>;
    run<Schema extends SchemaInput>(input: TurnInput, options: SandboxOrProfile<StructuredRunOptions<Mode, Schema, Profile>, Profile>): Promise<MatchedTurnResult<SchemaOutput<Schema>> | UnfinishedTurnResult>;
    run<Schema extends SchemaInput>(input: TurnInput, options: SandboxOrProfile<RunOptions<Mode, Profile>, Profile> | SandboxOrProfile<StructuredRunOptions<Mode, Schema | undefined, Profile>, Profile>): Promise<TurnResult | MatchedTurnResult<SchemaOutput<Schema>> | UnfinishedTurnResult>;
    runStreamed(input: TurnInput, options?: SandboxOrProfile<TurnOptions<Mode, Profile>, Profile>): Promise<Turn>;
    runStreamed<Schema extends SchemaInput>(input: TurnInput, options: SandboxOrProfile<StructuredTurnOptions<Mode, Schema, Profile>, Profile>): Promise<Turn<StructuredTurnResult<SchemaOutput<Schema>>>>;
    runStreamed<Schema extends SchemaInput>(input: TurnInput, options: SandboxOrProfile<TurnOptions<Mode, Profile>, Profile> | SandboxOrProfile<StructuredTurnOptions<Mode, Schema | undefined, Profile>, Profile>): Promise<Turn<TurnResult | StructuredTurnResult<SchemaOutput<Schema>>>>;
    fork(options?: SandboxOrProfile<ThreadForkOptions<Mode, Profile>, Profile>): Promise<ThreadHandle>;
    archive(options?: ThreadArchiveOptions): Promise<void>;
    delete(options?: ThreadDeleteOptions): Promise<void>;
    read(options?: ThreadReadOptions): Promise<ClientRequests["thread/read"]["result"]>;
    setName(name: string, options?: ThreadSetNameOptions): Promise<void>;
    items(options?: ThreadItemsOptions): AsyncIterable<ClientRequests["thread/items/list"]["result"]["data"][number]>;
    compact(options?: ThreadCompactOptions): Promise<TurnResult>;
    review(target: ReviewTarget, options?: ThreadReviewOptions): Promise<TurnResult>;
}
interface ThreadGoalRunner<GoalHandle> {
    pursueGoal(operation: Operation<"thread/goal/set">, options: CallOptions): Promise<GoalHandle>;
    request<Method extends keyof ClientRequests>(operation: Operation<Method>, fixed: object, options: CallOptions): Promise<ClientRequests[Method]["result"]>;
}
declare class ThreadGoalMethods<GoalHandle> {
    #private;
    constructor(runner: ThreadGoalRunner<GoalHandle>);
    set(options?: ThreadGoalSetOptions): Promise<GoalHandle>;
    get(options?: ThreadGoalGetOptions): Promise<ThreadGoal | null>;
    clear(options?: ThreadGoalClearOptions): Promise<boolean>;
}
declare const parts: unique symbol;
interface Tool {
    readonly name: string;
    readonly description: string;
    readonly [parts]: ToolParts;
}
interface ToolParts {
    readonly inputSchema: object;
    readonly call: (args: unknown, context: ToolContext) => Promise<DynamicToolCallResponse>;
}
interface ToolContext {
    readonly signal: AbortSignal;
    readonly threadId: string;
    readonly turnId: string;
    readonly callId: string;
}
type ToolResult = string | number | boolean | object | null | undefined;
interface ToolOutput {
    readonly contentItems: readonly DynamicToolCallOutputContentItem[];
    readonly success?: boolean;
}
interface ThreadSettings {
    readonly approvalMode: ApprovalMode | null;
    readonly approvalPolicy: AskForApproval;
    readonly approvalsReviewer: ApprovalsReviewer;
    readonly sandbox: SandboxPolicy;
    readonly profile: string | null;
    readonly model: string;
    readonly cwd: string;
}
interface GoalEnd {
    readonly status: Exclude<ThreadGoalStatus, "active"> | "cleared" | "interrupted";
    readonly goal: ThreadGoal;
}
declare class Goal {
    #private;
    readonly threadId: string;
    readonly turns: AsyncIterable<Turn>;
    protected constructor();
    get progress(): ThreadGoal;
    get ended(): Promise<GoalEnd>;
}
declare class ThreadGoals extends ThreadGoalMethods<Goal> {
    protected constructor();
}
declare const admits$1: unique symbol;
declare class Thread<Mode extends ApprovalMode = UnattendedMode, Profile = never> extends ThreadMethods<Mode, Thread<Mode, Profile>, Profile> implements AsyncDisposable {
    #private;
    readonly [admits$1]: (mode: Mode) => void;
    readonly id: string;
    readonly goal: ThreadGoals;
    protected constructor();
    get settings(): ThreadSettings;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
interface Allowed {
    readonly approvalModes: readonly ApprovalMode[];
    readonly sandboxes: readonly Sandbox[];
    readonly profiles?: readonly string[];
    readonly sources: readonly AllowedSource[];
}
interface AllowedSource {
    readonly kind: string;
    readonly file: string | null;
    readonly settings: readonly string[];
}
interface AllowedOptions extends CallOptions {
    readonly cwd?: string | undefined;
}
interface CloseOptions {
    readonly graceMs?: number | undefined;
}
type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;
interface TomlTable {
    readonly [key: string]: TomlValue | undefined;
}
interface RuntimeOptions {
    readonly path?: string | undefined;
    readonly env?: Readonly<Record<string, string | undefined>> | undefined;
    readonly args?: readonly string[] | undefined;
    readonly cwd?: string | undefined;
    readonly config?: TomlTable | undefined;
    readonly onStderr?: ((line: string) => void) | undefined;
}
interface ClientInfo {
    readonly name: string;
    readonly title?: string | null;
    readonly version: string;
}
interface CommonOptions {
    readonly clientInfo?: ClientInfo | undefined;
    readonly approvalTimeoutMs?: number | undefined;
    readonly persistentGrants?: boolean | undefined;
    readonly onWarning?: ((warning: Warning) => void) | undefined;
    readonly requireLogin?: boolean | undefined;
    readonly requestTimeoutMs?: number | undefined;
    readonly maxInFlight?: number | undefined;
    readonly retry?: RetryOptions | false | undefined;
    readonly traceContext?: (() => TraceContext | undefined) | undefined;
    readonly signal?: AbortSignal | undefined;
}
type ConnectOptions = TargetOptions & PerhapsAsking & PerhapsExperimental;
type TargetOptions = CommonOptions & ({
    readonly runtime?: RuntimeOptions | undefined;
    readonly apiKey?: string | undefined;
    readonly baseUrl?: string | undefined;
    readonly transport?: undefined;
    readonly reconnect?: undefined;
} | {
    readonly transport: Transport;
    readonly runtime?: undefined;
    readonly apiKey?: undefined;
    readonly baseUrl?: undefined;
    readonly reconnect?: boolean | ReconnectOptions | undefined;
});
interface PerhapsAsking {
    readonly onApproval?: OnApproval | undefined;
}
interface Asking {
    readonly onApproval: OnApproval;
}
interface PerhapsExperimental {
    readonly experimentalApi?: boolean | undefined;
}
interface Experimental {
    readonly experimentalApi: true;
}
type ProfileOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? string : never;
type ToolsOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? readonly Tool[] : never;
type ConnectionChange = {
    readonly state: "disconnected";
    readonly error: ConnectionClosedError;
} | {
    readonly state: "connected";
    readonly lostThreads: readonly string[];
    readonly unsubscribedThreads: readonly string[];
};
interface ServerInfo extends InitializeResponse {
    readonly version: string | null;
    readonly generatedFor: string | null;
    supports(method: keyof ExperimentalClientRequests): boolean;
}
declare const admits: unique symbol;
declare class Codex<Mode extends ApprovalMode = UnattendedMode, Raw extends Rpc = Rpc> extends CodexMethods<Mode, Thread<Mode, ProfileOf<Raw>>, ToolsOf<Raw>, ProfileOf<Raw>> implements AsyncDisposable {
    #private;
    readonly [admits]: (mode: Mode) => void;
    readonly rpc: Raw;
    readonly server: ServerInfo;
    private constructor();
    static connect(options: TargetOptions & Asking & Experimental): Promise<Codex<ApprovalMode, ExperimentalRpc>>;
    static connect(options: TargetOptions & Asking & PerhapsExperimental): Promise<Codex<ApprovalMode>>;
    static connect(options: TargetOptions & PerhapsAsking & Experimental): Promise<Codex<UnattendedMode, ExperimentalRpc>>;
    static connect(options?: ConnectOptions): Promise<Codex>;
    call(method: string, params?: unknown, options?: CallOptions): Promise<unknown>;
    allowed(options?: AllowedOptions): Promise<Allowed>;
    get closed(): Promise<TransportEnd>;
    get warnings(): readonly Warning[];
    on<Method extends keyof ServerNotifications>(method: Method, listener: (params: ServerNotifications[Method]["params"]) => void): Disposable;
    approvals(): AsyncIterable<ApprovalEvent | ApprovalsMissed>;
    onConnectionChange(listener: (change: ConnectionChange) => void): Disposable;
    onAny(listener: NotificationListener): Disposable;
    loginWithApiKey(apiKey: string, options?: CallOptions): Promise<void>;
    loginWithChatGpt(options?: CallOptions): Promise<ChatGptLogin>;
    loginWithDeviceCode(options?: CallOptions): Promise<DeviceCodeLogin>;
    close({ graceMs }?: CloseOptions): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
export { ChatGptLogin, Codex, ConnectionClosedError, DeviceCodeLogin, Goal, ProtocolError, Thread, ThreadGoals, isConnectionClosedError, isProtocolError };
export type { AccountOptions, Allowed, AllowedOptions, AllowedSource, ArchiveThreadOptions, Asking, CloseOptions, ConnectOptions, ConnectionChange, DeleteThreadOptions, ErrorPayload, Experimental, ExperimentalRpc, ForkThreadOptions, GoalEnd, ListThreadsOptions, LogoutOptions, ModelsOptions, Notification, NotificationListener, ReconnectOptions, ResumeThreadOptions, RetryOptions, Rpc, RunOptions, RuntimeOptions, ServerInfo, StartThreadOptions, StructuredRunOptions, StructuredTurnOptions, ThreadArchiveOptions, ThreadCompactOptions, ThreadDeleteOptions, ThreadForkOptions, ThreadGoalClearOptions, ThreadGoalGetOptions, ThreadGoalSetOptions, ThreadItemsOptions, ThreadReadOptions, ThreadReviewOptions, ThreadSetNameOptions, ThreadSettings, ThreadsOptions, TomlTable, TomlValue, Tool, ToolContext, ToolOutput, ToolResult, TraceContext, Transport, TransportChannel, TransportEnd, TransportSink, TurnOptions, UnarchiveThreadOptions, Warning };
