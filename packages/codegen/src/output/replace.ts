import { chmod, mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { cacheFolderOf } from "./cache-folder.js";
import { withLock } from "./lock.js";

/** Another run writes for some milliseconds; one that died is found out within this time. */
const WAIT_MS = 20_000;

/**
 * Puts a folder in place of `target` at once, with the permissions `mode`, so that a failure leaves what was there. `fill` is
 * given the new folder while it is still aside, and nobody else replaces anything from there meanwhile.
 */
export async function replaceFolder(
  target: string,
  mode: number | undefined,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const staging = await stagingFolder(target);
  await withLock(`${staging}.lock`, WAIT_MS, async (assertHeld) => {
    try {
      // What stands there is of a run that was killed: who works there holds the lock.
      await rm(staging, { recursive: true, force: true });
      const young = path.join(staging, "new");
      await mkdir(young, { recursive: true });
      await fill(young);
      if (mode !== undefined) await chmod(young, mode);
      assertHeld();
      await swap(target, young, path.join(staging, "old"));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
}

/** Renames `young` to `target`, with what was there put back if that fails. */
async function swap(target: string, young: string, old: string): Promise<void> {
  const existed = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(young, target);
  } catch (error) {
    if (existed) await rename(old, target);
    throw error;
  }
}

/** The cache of the package that the output belongs to, where a folder can be renamed from there; else beside the output. */
async function stagingFolder(target: string): Promise<string> {
  const parent = path.dirname(target);
  const cache = await cacheFolderOf(target);
  if (cache !== undefined && (await isOnFileSystemOf(parent, cache))) return path.join(cache, "staging");
  return path.join(parent, `.${path.basename(target)}.codex-codegen`);
}

async function isOnFileSystemOf(folder: string, cache: string): Promise<boolean> {
  try {
    await mkdir(cache, { recursive: true });
    return (await stat(cache)).dev === (await stat(folder)).dev;
  } catch {
    return false;
  }
}
