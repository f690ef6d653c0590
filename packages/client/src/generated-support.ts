/** What generated code imports: nothing else of this package is promised to it. */
export type { ThreadApprovalHandler } from "./approvals/handler.js";
export type { ApprovalMode } from "./operation/approval-mode.js";
export type { Budget } from "./operation/budget-option.js";
export type { Operation } from "./operation/operation.js";
export type { RetryOverloadedOptions } from "./operation/retry-overloaded-option.js";
export type { SandboxOptions, SandboxOrProfile } from "./operation/sandbox.js";
export type { TurnInput } from "./operation/turn-input.js";
export type {
  MatchedTurnResult,
  StructuredTurnResult,
  UnfinishedTurnResult,
} from "./result/structured-result.js";
export type { Turn } from "./result/turn.js";
export type { TurnResult } from "./result/turn-result.js";
export type { SchemaInput, SchemaOutput } from "./schema/schema-input.js";
export type { CallOptions } from "./rpc/call-options.js";
export { requestFunction, type MethodCaller, type RequestFunction } from "./rpc/request-function.js";
