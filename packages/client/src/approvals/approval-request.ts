import type {
  CommandExecutionApprovalDecision,
  CommandExecutionRequestApprovalParams,
  FileChangeApprovalDecision,
  FileChangeRequestApprovalParams,
  FileUpdateChange,
} from "../generated/types.js";

/**
 * The agent wants to run a command outside its sandbox, or to write to one that runs there.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) =>
 *   request.kind === "command" && request.command?.startsWith("git ") ? "accept" : "decline";
 * ```
 */
export interface CommandApprovalRequest extends Omit<CommandExecutionRequestApprovalParams, "kind"> {
  readonly kind: "command";
  /** What the command approval is about; `command` unless the server says otherwise. */
  readonly subject: NonNullable<CommandExecutionRequestApprovalParams["kind"]>;
}

/**
 * The agent wants to change files that its sandbox protects.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) => {
 *   if (request.kind !== "fileChange") return "decline";
 *   for (const { path, diff } of request.changes) console.log(path, diff);
 *   return request.changes.every(({ path }) => path.startsWith("/repo/docs/")) ? "accept" : "decline";
 * };
 * ```
 */
export interface FileChangeApprovalRequest extends FileChangeRequestApprovalParams {
  readonly kind: "fileChange";
  /** The files, how each changes and its diff, from the item that the request is about. */
  readonly changes: readonly FileUpdateChange[];
}

/**
 * What an `onApproval` handler is asked, told apart by `kind`.
 *
 * @example
 * ```ts
 * const title = (request: ApprovalRequest) => (request.kind === "command" ? request.command : request.changes.length);
 * ```
 */
export type ApprovalRequest = CommandApprovalRequest | FileChangeApprovalRequest;

/**
 * What an `onApproval` handler may answer: the protocol's own decisions. Forms that only a command takes decline a file
 * change.
 *
 * @example
 * ```ts
 * const decision: ApprovalDecision = "acceptForSession";
 * ```
 */
export type ApprovalDecision = CommandExecutionApprovalDecision | FileChangeApprovalDecision;

/**
 * What a handler gets beside the request.
 *
 * @example
 * ```ts
 * import { createInterface } from "node:readline/promises";
 *
 * const terminal = createInterface(process.stdin, process.stdout);
 * const onApproval: ApprovalHandler = async (request, { signal }) =>
 *   (await terminal.question(`Allow ${request.kind}? [y/N] `, { signal })) === "y" ? "accept" : "decline";
 * ```
 */
export interface ApprovalContext {
  /** Aborts when the answer no longer matters: another client gave it, or the turn or the connection ended. */
  readonly signal: AbortSignal;
}

/**
 * Decides about one request. A handler that throws, rejects or answers with anything but a decision declines.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) =>
 *   request.kind === "command" && request.command === "/bin/bash -lc 'npm test'" ? "acceptForSession" : "decline";
 * ```
 */
export type ApprovalHandler = (
  request: ApprovalRequest,
  context: ApprovalContext,
) => ApprovalDecision | Promise<ApprovalDecision>;
