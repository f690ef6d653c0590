import { UsageError } from "../errors/usage-error.js";
import { readSchema, type Validated } from "../schema/read-schema.js";
import type { TurnResult } from "../result/turn-result.js";
import { OutputMismatchError } from "../result/output-mismatch-error.js";
import { strictForm } from "./strict-form.js";
import type { StructuredTurnResult } from "../result/structured-result.js";

/** What the final response of a turn must be. */
export interface ExpectedOutput {
  /** What is sent. */
  readonly jsonSchema: object;
  /** The result with the output, or with what is wrong with it. Never rejects. */
  readonly read: (result: TurnResult) => Promise<StructuredTurnResult<unknown>>;
}

/**
 * What a turn must bring by its `outputSchema`.
 *
 * @param place The method that was called.
 * @throws UsageError for what is no schema, for one that cannot give its JSON Schema, and for one of a library that no strict schema can
 * say.
 */
export function expectOutput(place: string, schema: unknown): ExpectedOutput {
  const { jsonSchema, vendor, validate } = readSchema(place, "outputSchema", schema);
  const refuse = (pointer: string, why: string): UsageError =>
    new UsageError(
      "outputSchema",
      `${place}: outputSchema cannot be sent as a strict schema: at ${pointer} it ${why} ` +
        "(JSON Schema, given as an object, is sent as it is.)",
    );
  return {
    jsonSchema: vendor === undefined ? jsonSchema : strictForm({ ...jsonSchema }, vendor, refuse),
    read: async (result) => {
      const { status } = result;
      if (status !== "completed") return { ...result, status, output: undefined, outputError: null };
      const outcome = await outputOf(result, validate);
      return outcome instanceof OutputMismatchError
        ? { ...result, status, output: undefined, outputError: outcome }
        : { ...result, status, output: outcome.value, outputError: null };
    },
  };
}

async function outputOf(
  result: TurnResult,
  validate: (value: unknown) => Promise<Validated<unknown>>,
): Promise<{ readonly value: unknown } | OutputMismatchError> {
  const mismatch = (message: string, cause?: unknown): OutputMismatchError =>
    new OutputMismatchError(result, [{ message, path: [] }], { cause });
  if (result.finalResponse === null) return mismatch("there is none.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(result.finalResponse);
  } catch (cause) {
    return mismatch("it is not JSON.", cause);
  }
  try {
    const outcome = await validate(parsed);
    return outcome.ok ? outcome : new OutputMismatchError(result, outcome.issues);
  } catch (cause) {
    return mismatch("the schema's own validation threw.", cause);
  }
}
