import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import type { OutputFiles } from "./files.js";
import { obstacleTo, readOutputFolder, unwritable, type OutputFolder } from "./folder.js";
import { LockedError } from "./lock.js";
import { replaceFolder } from "./replace.js";

/**
 * Makes `folder` hold exactly `files`. The whole folder is swapped in at once, so that a failure leaves it as it was;
 * a folder that holds anything but generated files is refused. Of two runs at once the second waits for the first.
 *
 * @throws CodegenError where it cannot be written; nothing in it has changed then.
 */
export async function writeFolder(folder: string, files: OutputFiles): Promise<void> {
  const { target, mode } = await writableFolder(folder);
  try {
    await replaceFolder(target, mode, async (young) => {
      // Whoever was waited for may have left something there.
      await writableFolder(folder);
      for (const [name, text] of files) {
        const file = path.join(young, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    });
  } catch (cause) {
    throw cause instanceof CodegenError ? cause : notWritten(folder, cause);
  }
}

/**
 * What stands at `folder`, which {@link writeFolder} would take.
 *
 * @throws CodegenError where it would not.
 */
export async function writableFolder(folder: string): Promise<OutputFolder> {
  const found = await readOutputFolder(folder);
  const obstacle = await obstacleTo(found);
  if (obstacle !== undefined) throw obstacle;
  return found;
}

function notWritten(file: string, cause: unknown): CodegenError {
  if (cause instanceof LockedError) {
    return new CodegenError({
      message: "Another run is writing this folder. Nothing in it has changed.",
      file,
      found: cause.message,
      expected: "one run at a time",
      fix: "Wait until the other run has ended, then run this again. If none runs, remove the lock.",
      cause,
    });
  }
  return unwritable(file, cause);
}
