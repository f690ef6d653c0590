import { brandError, CodexError, errorGuard } from "../../errors/codex-error.js";

/**
 * There is no codex binary that can be started where one was looked for.
 *
 * @example
 * ```ts
 * if (isRuntimeNotFoundError(error)) console.error(error.remedy, error.lookedFor);
 * ```
 */
export class RuntimeNotFoundError extends CodexError {
  static {
    brandError(this, "RuntimeNotFoundError");
  }

  /** The packages and files that were looked for, in that order. */
  readonly lookedFor: readonly string[];
  /** What to install or change. */
  readonly remedy: string;

  constructor(problem: string, lookedFor: readonly string[], remedy: string, options?: ErrorOptions) {
    const list = lookedFor.map((place) => `\n  looked for ${place}`).join("");
    super(`${problem}${list}\n${remedy}`, options);
    this.lookedFor = lookedFor;
    this.remedy = remedy;
  }
}

/**
 * Whether a value is a {@link RuntimeNotFoundError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isRuntimeNotFoundError(error)) console.error(`codex is not installed: ${error.remedy}`);
 * ```
 */
export const isRuntimeNotFoundError = errorGuard(RuntimeNotFoundError);
