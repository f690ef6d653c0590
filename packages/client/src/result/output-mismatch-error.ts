import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import { describeIssues, type SchemaIssue } from "../schema/standard-schema.js";
import type { TurnResult } from "./turn-result.js";

/**
 * A turn ended as completed, and its final response is not what its `outputSchema` describes: it is no JSON, or has another
 * shape, or there is none.
 *
 * @example
 * ```ts
 * try {
 *   await thread.run("Review the diff", { outputSchema: z.object({ verdict: z.enum(["pass", "fail"]) }) });
 * } catch (error) {
 *   if (!isOutputMismatchError(error)) throw error;
 *   console.error(error.text, error.issues);
 * }
 * ```
 */
export class OutputMismatchError extends CodexError {
  static {
    brandError(this, "OutputMismatchError");
  }

  /** The final response as the model wrote it; `null` where there is none. */
  readonly text: string | null;
  /** What is wrong with it. */
  readonly issues: readonly SchemaIssue[];
  /** The turn. */
  readonly result: TurnResult;

  constructor(result: TurnResult, issues: readonly SchemaIssue[], options?: ErrorOptions) {
    super(`The final response does not match the output schema: ${describeIssues(issues)}`, options);
    this.text = result.finalResponse;
    this.issues = issues;
    this.result = result;
  }
}

/**
 * Whether a value is an {@link OutputMismatchError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isOutputMismatchError(error)) console.error(error.issues.map(({ message }) => message));
 * ```
 */
export const isOutputMismatchError = errorGuard(OutputMismatchError);
