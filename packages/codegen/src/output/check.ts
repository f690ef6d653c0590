import { type OutputFiles } from "./files.js";
import { readFolder } from "./folder.js";

/** A file of the output folder that regenerating would change, add or remove. */
export interface StaleFile {
  readonly path: string;
  readonly state: "changed" | "missing" | "extra";
  /** A unified diff from what is there to what should be. */
  readonly patch: string;
}

/** Compares `folder` with what should stand there, byte for byte and file for file. Writes nothing. */
export async function checkFolder(folder: string, expected: OutputFiles): Promise<readonly StaleFile[]> {
  const actual = await readFolder(folder);
  const paths = [...new Set([...actual.keys(), ...expected.keys()])].sort();
  if (paths.every((path) => actual.get(path) === expected.get(path))) return [];
  const { createTwoFilesPatch } = await import("diff");
  return paths.flatMap((path): StaleFile[] => {
    const is = actual.get(path);
    const should = expected.get(path);
    if (is === should) return [];
    const state = is === undefined ? "missing" : should === undefined ? "extra" : "changed";
    return [
      {
        path,
        state,
        patch: createTwoFilesPatch(`${folder}/${path}`, `regenerated/${path}`, is ?? "", should ?? ""),
      },
    ];
  });
}
