import { isAbsolute, posix, win32 } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import type { FileUpdateChange } from "../generated/types.js";
import { memberOf, textOf } from "../lib/guards.js";

/**
 * The files that a change touches: both ends of a rename, whose target stands in `kind.move_path` alone. The paths are absolute,
 * `.` and `..` resolved, in the form of the server's system. They are the names as the agent wrote them: a folder on the way may
 * be a link to another place, see {@link realPathsOf}.
 *
 * @throws UsageError for a path that is not absolute, which the runtime does not send: nobody could say where it leads. A handler that
 * throws declines.
 * @example
 * ```ts
 * const onApproval: ApprovalHandlers = {
 *   fileChange: ({ changes }) => {
 *     const paths = changes.flatMap((change) => pathsOf(change));
 *     return paths.length > 0 && paths.every((path) => path.startsWith("/repo/docs/")) ? "accept" : "decline";
 *   },
 * };
 * ```
 */
export function pathsOf(change: FileUpdateChange): readonly string[] {
  return endsOf(change).map((path) => {
    // The server may run on another system than this client.
    if (posix.isAbsolute(path)) return posix.resolve(path);
    if (win32.isAbsolute(path)) return win32.resolve(path);
    throw notAbsolute(path);
  });
}

/**
 * Where the files that a change touches really are: as {@link pathsOf}, with the links on the way followed. Of a file that is not
 * there yet the longest part that is there counts; a link that leads nowhere yet is followed too, for a write goes through it.
 *
 * It looks at this machine, so it is for a runtime that runs here and for handlers of its requests. It tells what is so now:
 * whoever may write to the folder can put a link there later.
 *
 * @throws UsageError for a path that is not absolute here, and for links that lead in a circle; whatever the file system throws where it
 * does not let itself be looked at. A handler that rejects declines.
 * @example
 * ```ts
 * const onApproval: ApprovalHandlers = {
 *   fileChange: async ({ changes }) => {
 *     const paths = (await Promise.all(changes.map((change) => realPathsOf(change)))).flat();
 *     return paths.length > 0 && paths.every((path) => path.startsWith("/repo/docs/")) ? "accept" : "decline";
 *   },
 * };
 * ```
 */
export async function realPathsOf(change: FileUpdateChange): Promise<string[]> {
  const { realPathOf } = await import("./real-path.js");
  return Promise.all(
    endsOf(change).map((path) => {
      if (isAbsolute(path)) return realPathOf(path);
      throw notAbsolute(path);
    }),
  );
}

/** As the server said them: `..` after a link is not what it looks like. */
export function endsOf({ path, kind }: FileUpdateChange): readonly string[] {
  // Whatever a later runtime calls the kind.
  const target = textOf(memberOf(kind, "move_path"));
  return target === undefined ? [path] : [path, target];
}

function notAbsolute(path: string): UsageError {
  return new UsageError("path", `The path of a change is not absolute: ${JSON.stringify(path)}.`);
}
