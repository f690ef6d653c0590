import { lstat, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { isGone, readOwner, thisOwner } from "./home-owner.js";

/** How the folders of this kit are called; the rest of the name is random, so that none is ever used again. */
export const homePrefix = "codex-typed-";
/** The file in each of them that says whose it is. */
const ownerFile = "owner.json";

/** Says that a folder is this process's. */
export async function takeOwnership(folder: string): Promise<void> {
  await writeFile(join(folder, ownerFile), JSON.stringify(thisOwner()));
}

/**
 * Removes the folders of this kit whose process is gone: it was killed before it could. A folder that does not say whose it is stays, for
 * it may be one that is just being made. What cannot be removed, since a runtime still ends there or another process is at it, is left to the
 * next sweep.
 */
export async function sweepHomes(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const ours = names.filter((name) => name.startsWith(homePrefix)).map((name) => join(parent, name));
  await Promise.all(
    ours.map(async (folder) => {
      if (await isAbandoned(folder))
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }),
  );
}

async function isAbandoned(folder: string): Promise<boolean> {
  try {
    const file = join(folder, ownerFile);
    // A link leads to what may be anybody's.
    if (!(await lstat(folder)).isDirectory() || !(await lstat(file)).isFile()) return false;
    const owner = readOwner(JSON.parse(await readFile(file, "utf8")));
    return owner !== undefined && isGone(owner);
  } catch {
    return false;
  }
}
