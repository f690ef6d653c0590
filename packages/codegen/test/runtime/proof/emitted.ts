import { readFile } from "node:fs/promises";
import path from "node:path";

/** The folder of the checked-in output. The freshness test holds it to what the generator writes now. */
export const GENERATED = path.resolve(import.meta.dirname, "../../../../client/src/generated");

/** The text of a file of the checked-in output. */
export function emittedText(file: string): Promise<string> {
  return readFile(path.join(GENERATED, file), "utf8");
}
