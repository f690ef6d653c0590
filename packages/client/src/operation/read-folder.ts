import { UsageError } from "../errors/usage-error.js";
import { describeValue } from "../lib/guards.js";

/** The absolute path of a working folder that is asked for. It throws a UsageError for what is no folder. */
export type FolderOf = (operation: string, cwd: string) => string;

/**
 * The working folder that is sent. The runtime sees a relative one from the folder of its own process, which is not known where it was
 * reached by a transport. Of a new thread it answers which folder that came to; of any other the client could not say what is in force.
 *
 * @throws UsageError for what is no folder, and for a relative one that nobody could tell.
 */
export function readFolder(
  { name, method }: { readonly name: string; readonly method: string },
  value: unknown,
  folderOf: FolderOf | undefined,
): string {
  if (typeof value !== "string" || value === "")
    throw new UsageError("cwd", `${name}: cwd must be the path of a folder, not ${describeValue(value)}.`);
  if (folderOf !== undefined) return folderOf(name, value);
  if (method === "thread/start" || isAbsoluteSomewhere(value)) return value;
  throw new UsageError(
    "cwd",
    `${name}: the working folder ${value} is relative. A runtime behind a transport sees that from its own folder, which this client does ` +
      "not know: give an absolute path, such as one below thread.settings.cwd.",
  );
}

/** Whether a path is absolute on any system: the runtime may run on another than the client. */
export const isAbsoluteSomewhere = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
