import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { type OutputFiles } from "./files.js";

/** Every file below `folder`, path within it → text; nothing where the folder is not there yet. */
export async function readFolder(folder: string): Promise<OutputFiles> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return new Map();
  if (!found.isDirectory()) {
    throw new CodegenError({
      message: "The output folder is not a folder.",
      file: folder,
      expected: "a folder, or nothing yet",
      fix: "Name another folder with --out.",
    });
  }
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    const texts = await Promise.all(
      files.map(async (entry): Promise<[string, string]> => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(folder, file).split(path.sep).join("/"), await readFile(file, "utf8")];
      }),
    );
    return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch (cause) {
    throw new CodegenError({
      message: "The output folder cannot be read.",
      file: folder,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: "a folder that this user may read",
      fix: "Mend the folder's permissions, or name another with --out.",
      cause,
    });
  }
}
