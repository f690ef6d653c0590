import { brandError, CodexError, errorGuard } from "./codex-error.js";

/**
 * The caller gave something that cannot work: an option out of range, a working directory that does not
 * exist, parameters that have no JSON form. Nothing was sent.
 *
 * @example
 * ```ts
 * if (isUsageError(error)) console.error(`Wrong ${error.option}: ${error.message}`);
 * ```
 */
export class UsageError extends CodexError {
  static {
    brandError(this, "UsageError");
  }

  /** The option or argument that is wrong. */
  readonly option: string;

  constructor(option: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.option = option;
  }
}

/**
 * Whether a value is a {@link UsageError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isUsageError(error) && error.option === "cwd") console.error(`No such folder: ${cwd}`);
 * ```
 */
export const isUsageError = errorGuard(UsageError);
