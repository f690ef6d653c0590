import type { TurnResult } from "./turn-result.js";
import type { OutputMismatchError } from "./output-mismatch-error.js";

/**
 * How a turn with an `outputSchema` ended, told apart by `status` and `outputError`: only one that completed can have an output.
 *
 * @example
 * ```ts
 * const turn = await thread.runStreamed("Review the diff", { outputSchema: { type: "object" } });
 * const { output, outputError }: StructuredTurnResult<unknown> = await turn.result();
 * if (outputError !== null) console.error(outputError.text);
 * else console.log(output);
 * ```
 */
export type StructuredTurnResult<Output> =
  MatchedTurnResult<Output> | MismatchedTurnResult | UnfinishedTurnResult;

/**
 * A turn whose final response matches its `outputSchema`.
 *
 * @example
 * ```ts
 * const title = ({ output }: MatchedTurnResult<{ title: string }>) => output.title;
 * ```
 */
export interface MatchedTurnResult<Output> extends TurnResult {
  readonly status: "completed";
  /** The final response, parsed, and as the schema's library made it. */
  readonly output: Output;
  /** None: the answer matches. */
  readonly outputError: null;
}

/**
 * A turn whose final response does not match its `outputSchema`. `run` throws the error instead.
 *
 * @example
 * ```ts
 * const text = ({ outputError }: MismatchedTurnResult) => outputError.text;
 * ```
 */
export interface MismatchedTurnResult extends TurnResult {
  readonly status: "completed";
  /** None: what the answer holds instead, `outputError.text` says. */
  readonly output: undefined;
  /** Why the answer does not match. */
  readonly outputError: OutputMismatchError;
}

/**
 * A turn that was interrupted, or failed: it owes no output.
 *
 * @example
 * ```ts
 * const why = ({ status, error }: UnfinishedTurnResult) => error?.message ?? status;
 * ```
 */
export interface UnfinishedTurnResult extends TurnResult {
  readonly status: Exclude<TurnResult["status"], "completed">;
  /** None: the turn has no answer. */
  readonly output: undefined;
  /** None: there was no answer to match. */
  readonly outputError: null;
}
