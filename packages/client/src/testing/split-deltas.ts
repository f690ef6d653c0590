import { TestingError } from "./errors.js";

/**
 * How a text is cut for streaming: into so many pieces of nearly one length, or into these pieces.
 *
 * @example
 * ```ts
 * message("Hello world", { deltas: 2 });
 * message("Hello world", { deltas: ["Hello", " world"] });
 * ```
 */
export type Deltas = number | readonly string[];

/** Cuts a text between code points, never inside a surrogate pair: half a pair is not valid JSON for the runtime. */
export function splitDeltas(text: string, deltas: Deltas = 1): readonly string[] {
  if (typeof deltas !== "number") {
    if (deltas.join("") !== text)
      throw new TestingError("The deltas, joined, are not the text of the message.");
    return deltas;
  }
  if (!Number.isInteger(deltas) || deltas < 0)
    throw new TestingError(`Cannot stream a text in ${deltas} deltas.`);
  const points = Array.from(text);
  return Array.from({ length: deltas }, (_, piece) =>
    points.slice((piece * points.length) / deltas, ((piece + 1) * points.length) / deltas).join(""),
  );
}
