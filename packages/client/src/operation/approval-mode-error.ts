import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * An approval mode, or something that would set one behind its back, that is refused. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await codex.startThread({ approvalMode: JSON.parse(input) });
 * } catch (error) {
 *   if (isApprovalModeError(error)) console.error(error.message);
 * }
 * ```
 */
export class ApprovalModeError extends CodexError {
  static {
    brandError(this, "ApprovalModeError");
  }

  /** The method that refused, such as `Codex.startThread`. */
  readonly operation: string;
  /** The option that is refused, such as `approvalMode` or `config.approval_policy`. */
  readonly option: string;

  constructor(operation: string, option: string, message: string) {
    super(`${operation}: ${message}`);
    this.operation = operation;
    this.option = option;
  }
}

/**
 * Whether a value is an {@link ApprovalModeError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isApprovalModeError(error)) console.error(error.option);
 * ```
 */
export const isApprovalModeError = errorGuard(ApprovalModeError);
