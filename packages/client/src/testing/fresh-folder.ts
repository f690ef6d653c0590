import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative } from "node:path";

import { isError } from "../errors/is-error.js";
import { TestingError } from "./errors.js";
import { homePrefix, sweepHomes, takeOwnership } from "./sweep-homes.js";

/**
 * Makes a folder of its own, with its real path, that the workspace-write sandbox does not include: that one may
 * write to `/tmp`, so a folder there would make every "outside" an inside. What killed processes left beside it is removed first.
 */
export async function freshFolder(parent?: string): Promise<string> {
  const problems: string[] = [];
  for (const candidate of parent === undefined ? defaultParents() : [parent]) {
    try {
      await mkdir(candidate, { recursive: true });
      if (isInside(await realpath("/tmp").catch(() => undefined), await realpath(candidate))) {
        problems.push(`${candidate} lies in /tmp, where the sandbox lets commands write`);
        continue;
      }
      await sweepHomes(candidate);
      const folder = await realpath(await mkdtemp(join(candidate, homePrefix)));
      await takeOwnership(folder);
      return folder;
    } catch (error) {
      problems.push(isError(error) ? error.message : String(error));
    }
  }
  throw new TestingError(`No place for a test home: ${problems.join("; ")}. Give one as \`parent\`.`);
}

/** Removes a folder. A runtime that is just ending still holds or writes files there, so this tries for about 5 s. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** The home folder comes first: in the project's own, the runtime would find the project's AGENTS.md and git. */
function defaultParents(): readonly string[] {
  return [join(homedir(), ".cache"), join(process.cwd(), "node_modules", ".cache")];
}

function isInside(folder: string | undefined, path: string): boolean {
  if (folder === undefined || process.platform === "win32") return false;
  const way = relative(folder, path);
  return !way.startsWith("..") && !isAbsolute(way);
}
