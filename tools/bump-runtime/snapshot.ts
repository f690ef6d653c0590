import { cp, lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Refusal } from "./refusal.js";

/** Files and folders as they were, to be put back byte for byte. */
export interface Snapshot {
  /** Puts everything back; what was not there is removed. */
  restore(): Promise<void>;
  /** Forgets the copy. */
  discard(): Promise<void>;
}

/** Copies `paths` (files, folders or nothing yet, relative to `root`) aside. */
export async function takeSnapshot(root: string, paths: readonly string[]): Promise<Snapshot> {
  const copies = await mkdtemp(path.join(tmpdir(), "codex-typed-bump-"));
  const present = new Set<string>();
  for (const name of paths) {
    if (!(await exists(path.join(root, name)))) continue;
    present.add(name);
    await copy(path.join(root, name), path.join(copies, name));
  }
  return {
    async restore() {
      try {
        for (const name of paths) {
          await rm(path.join(root, name), { recursive: true, force: true });
          if (present.has(name)) await copy(path.join(copies, name), path.join(root, name));
        }
      } catch (error) {
        throw new Refusal("tree", `The files as they were are in ${copies}: ${String(error)}`, {
          cause: error,
        });
      }
    },
    discard: () => rm(copies, { recursive: true, force: true }),
  };
}

/** With its times: the workspace's install check goes by them. */
async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
