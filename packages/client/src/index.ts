export { isCodexError, CodexError } from "./errors/codex-error.js";
export { isUsageError, UsageError } from "./errors/usage-error.js";
export { isConnectionClosedError, ConnectionClosedError } from "./transport/connection-closed-error.js";
export { isProtocolError, ProtocolError } from "./transport/protocol-error.js";
export { isRuntimeNotFoundError, RuntimeNotFoundError } from "./transport/stdio/runtime-not-found-error.js";
export type {
  ApprovalDiagnostics,
  ProcessDiagnostics,
  RequestDiagnostics,
  TurnDiagnostics,
} from "./diagnostics/channels.js";
export type { DiagnosticsFailure } from "./diagnostics/trace.js";
export { onlyEnv } from "./transport/stdio/only-env.js";
export { stdioTransport, type StdioTransportOptions } from "./transport/stdio/stdio.js";
export type { KeepAliveOptions, SocketTransportOptions } from "./transport/socket/socket-options.js";
export type { TlsOptions } from "./transport/socket/tls-options.js";
export { webSocketTransport, type WebSocketTransportOptions } from "./transport/socket/web-socket.js";
export { unixSocketTransport } from "./transport/socket/unix-socket.js";
export type { Transport, TransportChannel, TransportEnd, TransportSink } from "./transport/transport.js";
export { isRequestTimeoutError, RequestTimeoutError } from "./rpc/request-timeout-error.js";
export type { CallOptions } from "./rpc/call-options.js";
export type { ReconnectOptions } from "./rpc/reconnect.js";
export type { RetryOptions } from "./rpc/backoff.js";
export type { TraceContext } from "./rpc/trace-context.js";
export {
  InvalidParamsError,
  InvalidRequestError,
  isInvalidParamsError,
  isInvalidRequestError,
  isRpcError,
  isServerOverloadedError,
  RpcError,
  ServerOverloadedError,
} from "./rpc/rpc-error.js";
export { isThreadNotFoundError, ThreadNotFoundError } from "./rpc/thread-not-found-error.js";
export { ApprovalMode, type UnattendedMode } from "./operation/approval-mode.js";
export { ApprovalModeError, isApprovalModeError } from "./operation/approval-mode-error.js";
export type { Sandbox, SandboxOptions } from "./operation/sandbox.js";
export {
  isUnsupportedByRuntimeError,
  UnsupportedByRuntimeError,
} from "./operation/unsupported-by-runtime-error.js";
export type { Budget } from "./operation/budget-option.js";
export type { RetryOverloadedOptions } from "./operation/retry-overloaded-option.js";
export { externalMessage, type ExternalMessage } from "./operation/external-message.js";
export type { TurnInput } from "./operation/turn-input.js";
export { pathsOf, realPathsOf } from "./approvals/changed-paths.js";
export type { ApprovalDecision, ApprovalDecisions } from "./approvals/decision.js";
export type {
  ApprovalDecided,
  ApprovalEvent,
  ApprovalRequested,
  ApprovalResolved,
  ApprovalsMissed,
} from "./approvals/event.js";
export type { JsonSchema, SchemaInput, SchemaOutput } from "./schema/schema-input.js";
export type { SchemaIssue, StandardIssue, StandardResult, StandardSchema } from "./schema/standard-schema.js";
export type {
  ApprovalContext,
  ApprovalHandler,
  ApprovalHandlers,
  OnApproval,
  ThreadApprovalHandler,
} from "./approvals/handler.js";
export type {
  ApprovalKind,
  ApprovalRequest,
  CommandApprovalRequest,
  FileChangeApprovalRequest,
  HumanCommandApprovalRequest,
  McpElicitationApprovalRequest,
  McpToolCallApprovalRequest,
  PermissionsApprovalRequest,
  UserInputApprovalRequest,
} from "./approvals/request.js";
export type { SessionGrant } from "./approvals/session-grant.js";
export { approvalInbox, type ApprovalInbox, type PendingApproval } from "./approvals/inbox.js";
export { isApprovalDecision } from "./approvals/response.js";
export { isLoginFailedError, LoginFailedError } from "./login/login-failed-error.js";
export type { ChatGptLogin, DeviceCodeLogin } from "./login/pending-login.js";
export type { Notification } from "./rpc/messages.js";
export type { NotificationListener } from "./rpc/router.js";
export type { Rpc } from "./generated/rpc.js";
export type {
  AccountOptions,
  ArchiveThreadOptions,
  DeleteThreadOptions,
  ForkThreadOptions,
  ListThreadsOptions,
  LogoutOptions,
  ModelsOptions,
  ResumeThreadOptions,
  RunOptions,
  StartThreadOptions,
  StructuredRunOptions,
  StructuredTurnOptions,
  ThreadArchiveOptions,
  ThreadCompactOptions,
  ThreadDeleteOptions,
  ThreadForkOptions,
  ThreadGoalClearOptions,
  ThreadGoalGetOptions,
  ThreadGoalSetOptions,
  ThreadItemsOptions,
  ThreadReadOptions,
  ThreadReviewOptions,
  ThreadSetNameOptions,
  ThreadsOptions,
  TurnOptions,
  UnarchiveThreadOptions,
} from "./generated/surface.js";
export type {
  FileUpdateChange,
  ReviewTarget,
  ServerNotification,
  ThreadItem,
  UserInput,
} from "./generated/types.js";
export { RUNTIME_VERSION } from "./generated/version.js";
export { isOutputMismatchError, OutputMismatchError } from "./result/output-mismatch-error.js";
export type {
  MatchedTurnResult,
  MismatchedTurnResult,
  StructuredTurnResult,
  UnfinishedTurnResult,
} from "./result/structured-result.js";
export { defineTool, type ToolDefinition } from "./dynamic-tools/define-tool.js";
export type { Tool, ToolContext, ToolOutput, ToolResult } from "./dynamic-tools/tool.js";
export { isVariant, type VariantName } from "./lib/variant.js";
export type { TurnFailureReason } from "./result/turn-failure.js";
export { isTurnFailedError, TurnFailedError } from "./turn/turn-failed-error.js";
export type { TurnEvent, TurnGap } from "./result/turn-event.js";
export type { TurnResult } from "./result/turn-result.js";
export type { TurnUsage } from "./result/turn-usage.js";
export type { AddedMessage, Turn } from "./result/turn.js";
export {
  ApprovalModeNotAppliedError,
  isApprovalModeNotAppliedError,
} from "./session/approval-mode-not-applied-error.js";
export { BudgetExceededError, isBudgetExceededError } from "./session/budget-exceeded-error.js";
export { isNotLoggedInError, NotLoggedInError } from "./session/not-logged-in-error.js";
export { isTurnTimeoutError, TurnTimeoutError } from "./session/turn-timeout-error.js";
export { isTurnLostError, TurnLostError } from "./session/turn-lost-error.js";
export type { ThreadSettings } from "./settings/thread-settings.js";
export type { Goal } from "./thread/goal.js";
export type { GoalEnd } from "./session/goal-record.js";
export type { ThreadGoals } from "./thread/thread-goals.js";
export type { Thread } from "./thread/thread.js";
export type { Allowed, AllowedOptions, AllowedSource } from "./codex/allowed.js";
export type { CloseOptions } from "./session/orderly-end.js";
export { Codex } from "./codex/codex.js";
export type { ExperimentalRpc } from "./generated/experimental/rpc.js";
export type { ConnectionChange } from "./connect/connection-change.js";
export type { ConnectOptions, RuntimeOptions } from "./connect/options.js";
export type { ServerInfo } from "./connect/server-info.js";
export type { TomlTable, TomlValue } from "./connect/toml.js";
export type { Warning } from "./diagnostics/warning.js";
