import { statSync } from "node:fs";

/**
 * Why a path is no folder; `undefined` where it is one, and where this process cannot tell: another may see what it may not.
 *
 * @returns In words that follow the path.
 */
export function folderFault(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : "is not a directory";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : undefined;
  }
}
