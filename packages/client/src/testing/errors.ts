import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * A mistake in a test script: a reply that cannot be sent, a folder that would not be safe, a configuration that the
 * runtime could not read, a wait that can no longer end because the scripted model was closed.
 *
 * @example
 * ```ts
 * if (isTestingError(error)) console.error(`The test is wrong: ${error.message}`);
 * ```
 */
export class TestingError extends CodexError {
  static {
    brandError(this, "TestingError");
  }
}

/**
 * Whether a value is a {@link TestingError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isTestingError(error)) console.error(`Mend the test: ${error.message}`);
 * ```
 */
export const isTestingError = errorGuard(TestingError);
