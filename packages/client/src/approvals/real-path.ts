import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, sep } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import { memberOf } from "../lib/guards.js";

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** Where a write to `path` would go. Nothing need be there yet. */
export async function realPathOf(path: string, links = MOST_LINKS): Promise<string> {
  const found = await ifThere(realpath(path));
  if (found !== undefined) return found;
  const parent = dirname(path);
  if (parent === path) return path;
  const folder = await realPathOf(parent, links);
  const target = await ifThere(readlink(path));
  if (target === undefined) return join(folder, basename(path));
  if (links === 0) throw new UsageError("path", `Too many links: ${JSON.stringify(path)}.`);
  // Not joined: `..` after a link leads out of the folder that the link leads to.
  return realPathOf(isAbsolute(target) ? target : `${folder}${sep}${target}`, links - 1);
}

async function ifThere(looked: Promise<string>): Promise<string | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (memberOf(error, "code") === "ENOENT") return undefined;
    throw error;
  }
}
