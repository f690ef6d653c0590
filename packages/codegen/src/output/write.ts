import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { type OutputFiles } from "./files.js";
import { readFolder } from "./folder.js";
import { PROVENANCE } from "./provenance.js";

/**
 * Makes `folder` hold exactly `files`. The whole folder is swapped in at once, so that a failure leaves it as it was;
 * a folder that holds anything but generated files is refused.
 */
export async function writeFolder(folder: string, files: OutputFiles): Promise<void> {
  refuseForeignFiles(folder, await readFolder(folder));
  const target = await realpath(folder).catch(() => path.resolve(folder));
  let staged: string | undefined;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    staged = await mkdtemp(`${target}.new-`);
    for (const [name, text] of files) {
      const file = path.join(staged, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    await swap(target, staged);
  } catch (cause) {
    throw new CodegenError({
      message: "The output folder cannot be written. Nothing in it has changed.",
      file: folder,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: "a folder, in a parent folder, that this user may write",
      fix: "Mend the permissions, or name another folder with --out.",
      cause,
    });
  } finally {
    if (staged !== undefined) await rm(staged, { recursive: true, force: true });
  }
}

/** Renames `staged` to `target`, with what was there put back if that fails. */
async function swap(target: string, staged: string): Promise<void> {
  const old = `${staged}.old`;
  const existed = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(staged, target);
  } catch (error) {
    if (existed) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

function refuseForeignFiles(folder: string, files: OutputFiles): void {
  const foreign = [...files].filter(([, text]) => !text.startsWith(PROVENANCE)).map(([name]) => name);
  if (foreign.length === 0) return;
  throw new CodegenError({
    message: "The output folder holds files that this generator did not write. Nothing has been touched.",
    file: folder,
    found: foreign.slice(0, 5).join(", ") + (foreign.length > 5 ? ` and ${foreign.length - 5} more` : ""),
    expected: "an empty folder, or one that holds generated files only",
    fix: "Move these files elsewhere, or name a folder of its own with --out.",
  });
}
