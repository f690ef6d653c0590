import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Every file below `folder`, path within it → text, sorted by path. */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    texts.set(path.relative(folder, file).split(path.sep).join("/"), await readFile(file, "utf8"));
  }
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
