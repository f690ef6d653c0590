import { CodegenError } from "../../packages/codegen/src/errors/codegen-error.js";

/** Which part of a bump an error comes from; readers of the report tell failures apart by it. */
export type Stage =
  | "arguments"
  | "version"
  | "tree"
  | "old protocol"
  | "install"
  | "history"
  | "generate"
  | "names"
  | "changeset"
  | "verify";

/** A bump that cannot go on, in words for whoever started it. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly stage: Stage,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `error` as a {@link Refusal} of `stage`, unless it is one already. */
export function asRefusal(stage: Stage, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(stage, wordsOf(error), { cause: error });
}

function wordsOf(error: unknown): string {
  if (error instanceof CodegenError) return error.describe();
  // Nobody foresaw it: where it comes from is worth more than a tidy line.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
