/** What generated code imports: nothing else of this package is promised to it. */
export type { ThreadApprovalHandler } from "./approvals/approval-handler.js";
export type { ApprovalMode } from "./operation/approval-mode.js";
export type { Operation } from "./operation/operation.js";
export type { Sandbox } from "./operation/sandbox.js";
export type { TurnHandle, TurnOutcome, TurnTypes } from "./operation/turn-types.js";
export type { SchemaInput } from "./schema/schema-input.js";
export type { CallOptions } from "./rpc/requests.js";
export { requestFunction, type MethodCaller, type RequestFunction } from "./rpc/request-function.js";
