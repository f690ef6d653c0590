import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { MissingRelease } from "./since.js";

/**
 * The connected runtime is too old for a method, or for an option of one, and would not do what was asked: some runtimes refuse what
 * they do not know, and some ignore it silently. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await codex.listThreads({ includedThreadIds: [thread.id] });
 * } catch (error) {
 *   if (isUnsupportedByRuntimeError(error)) console.error(`Update @openai/codex to ${error.needed} or later.`);
 * }
 * ```
 */
export class UnsupportedByRuntimeError extends CodexError {
  static {
    brandError(this, "UnsupportedByRuntimeError");
  }

  /** The method that refused, such as `Codex.listThreads`. */
  readonly operation: string;
  /** The option that the runtime does not know, or `input` for an external message; `undefined` where it does not know the method. */
  readonly option: string | undefined;
  /** The first release that is known to have it for this client, such as `0.171.0`. */
  readonly needed: string;
  /** The version of the connected runtime. */
  readonly runtimeVersion: string;

  constructor(
    operation: string,
    option: string | undefined,
    { needed, runtimeVersion, withOptIn }: MissingRelease,
  ) {
    const what = option === undefined ? operation : `${operation}: ${spoken(option)}`;
    const instead = option === undefined ? "" : ", or do without it";
    super(
      `${what} needs codex ${needed}, and this is codex ${runtimeVersion}. Update @openai/codex${instead}.` +
        (withOptIn ? " A client that connects with experimentalApi: true has it here too." : ""),
    );
    this.operation = operation;
    this.option = option;
    this.needed = needed;
    this.runtimeVersion = runtimeVersion;
  }
}

function spoken(option: string): string {
  return option === "input" ? "an external message as input" : `the option ${option}`;
}

/**
 * Whether a value is an {@link UnsupportedByRuntimeError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isUnsupportedByRuntimeError(error)) console.error(error.needed);
 * ```
 */
export const isUnsupportedByRuntimeError = errorGuard(UnsupportedByRuntimeError);
