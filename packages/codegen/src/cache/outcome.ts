import { isJsonObject } from "../schema/json-schema.js";
import type { OutputFiles } from "../output/files.js";

/** What a run comes to: the files, and all that it tells of them. Plain enough to be kept as text. */
export interface Outcome {
  readonly files: OutputFiles;
  /** One line. */
  readonly summary: string;
  /** What a person should know, a line each. */
  readonly notes: readonly string[];
}

/** The text that {@link parseOutcome} reads. */
export function printOutcome({ files, summary, notes }: Outcome): string {
  return JSON.stringify({ files: Object.fromEntries(files), summary, notes });
}

/** The outcome that a text holds; `undefined` for any other text. */
export function parseOutcome(text: string): Outcome | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { files, summary, notes } = value;
  if (!isJsonObject(files) || typeof summary !== "string" || !isStrings(notes)) return undefined;
  const texts = Object.entries(files).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return texts.length === Object.keys(files).length ? { files: new Map(texts), summary, notes } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
