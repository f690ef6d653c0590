import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import { folderFault } from "../lib/folder-fault.js";
import type { FolderOf } from "../operation/read-folder.js";
import type { RuntimeOptions } from "./options.js";

/**
 * Makes the working folders that are named to a runtime on this machine absolute, as the runtime does: a relative one is seen from the
 * runtime's own, whatever the thread has, and `~` is its home folder.
 */
export function localFolders({ cwd, env }: RuntimeOptions): FolderOf {
  const base = resolve(cwd ?? ".");
  return (operation, given) => {
    const home = /^~(?=$|[\\/])/.test(given) ? (env?.["HOME"] ?? homedir()) : undefined;
    const path =
      home !== undefined ? join(home, given.slice(1)) : isAbsolute(given) ? given : resolve(base, given);
    const fault = folderFault(path);
    if (fault === undefined) return path;
    throw new UsageError("cwd", `${operation}: the working folder ${path} ${fault}.`);
  };
}
