import { readFile } from "node:fs/promises";
import path from "node:path";
import type { OutputFiles } from "./files.js";
import { readOutputFolder, unreadable, type OutputEntry } from "./folder.js";

/** A file of the output folder that regenerating would change, add or remove. */
export interface StaleFile {
  /** Its path in the output folder. */
  readonly path: string;
  /** What regenerating would do: change it, add it, or remove it. */
  readonly state: "changed" | "missing" | "extra";
  /** A unified diff from what is there to what should be; one line for what the generator did not write, or is no file. */
  readonly patch: string;
}

/**
 * Compares `folder` with what should stand there, byte for byte and file for file. Writes nothing.
 *
 * @throws CodegenError where the folder can be no output folder, as `writeFolder` does.
 */
export async function checkFolder(folder: string, expected: OutputFiles): Promise<readonly StaleFile[]> {
  const { target, entries } = await readOutputFolder(folder);
  const stale: StaleFile[] = [];
  for (const file of [...new Set([...entries.keys(), ...expected.keys()])].sort()) {
    const entry = entries.get(file);
    const should = expected.get(file);
    const state = entry === undefined ? "missing" : should === undefined ? "extra" : "changed";
    const alone = entry === undefined ? undefined : aloneWords(entry, state);
    if (alone !== undefined) {
      stale.push({ path: file, state, patch: `Only in ${folder}: ${file} (${alone})\n` });
      continue;
    }
    const is = entry === undefined ? undefined : await readText(folder, path.join(target, file));
    if (is === should) continue;
    const { createTwoFilesPatch } = await import("diff");
    const patch = createTwoFilesPatch(`${folder}/${file}`, `regenerated/${file}`, is ?? "", should ?? "");
    stale.push({ path: file, state, patch });
  }
  return stale;
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

/** What to say of an entry whose text is not to be compared. */
function aloneWords(entry: OutputEntry, state: StaleFile["state"]): string | undefined {
  if (entry.kind === "special") return entry.words;
  if (entry.kind === "foreign file" && state === "extra") return "not written by this generator";
  return undefined;
}
