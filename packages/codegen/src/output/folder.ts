import { constants } from "node:fs";
import { access, open, readdir, readlink, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { PROVENANCE } from "./provenance.js";

/** The output folder as it stands. Writing and checking both go by this. */
export interface OutputFolder {
  /** As it was named. */
  readonly name: string;
  /** Where it is or will be, with links followed. */
  readonly target: string;
  /** Its permissions, or nothing where the folder is not there yet. */
  readonly mode: number | undefined;
  /** What is in it, by path within it, sorted. Empty subfolders are nothing. */
  readonly entries: ReadonlyMap<string, OutputEntry>;
}

/** What stands at a path: a file of ours, or in words what else it is. */
export type OutputEntry =
  | { readonly kind: "generated" }
  | { readonly kind: "foreign file" }
  | { readonly kind: "special"; readonly words: string };

/**
 * Reads what stands at `name`; of each file only the first words.
 *
 * @throws CodegenError where it can be no output folder at all: it is something else, cannot be read, or is one that this
 * process stands in.
 */
export async function readOutputFolder(name: string): Promise<OutputFolder> {
  const resolved = path.resolve(name);
  const found = await stat(resolved).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw unreadable(name, cause);
    const leadsTo = await readlink(resolved).catch(() => undefined);
    if (leadsTo !== undefined) throw danglingLink(name, leadsTo);
    return undefined;
  });
  if (found === undefined)
    return { name, target: await realTarget(resolved), mode: undefined, entries: new Map() };
  if (!found.isDirectory()) throw notAFolder(name);
  const target = await realpath(resolved);
  if (isWithin(target, process.cwd())) throw underfoot(name);
  try {
    return { name, target, mode: found.mode & 0o7777, entries: await readEntries(target) };
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** Why nothing can be written to `folder`, or nothing where it can. */
export async function obstacleTo({
  name,
  target,
  mode,
  entries,
}: OutputFolder): Promise<CodegenError | undefined> {
  const foreign = [...entries].filter(([, { kind }]) => kind !== "generated").map(([file]) => file);
  if (foreign.length > 0) return foreignFiles(name, foreign);
  const parent = await nearestFolder(path.dirname(target));
  if (mode !== undefined && (await stat(target)).dev !== (await stat(parent)).dev) return mountPoint(name);
  for (const needed of mode === undefined ? [parent] : [parent, target]) {
    try {
      await access(needed, constants.W_OK | constants.X_OK);
    } catch (cause) {
      return unwritable(name, cause);
    }
  }
  return undefined;
}

async function readEntries(target: string): Promise<ReadonlyMap<string, OutputEntry>> {
  const entries = new Map<string, OutputEntry>();
  for (const found of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (found.isDirectory()) continue;
    const file = path.join(found.parentPath, found.name);
    entries.set(path.relative(target, file).split(path.sep).join("/"), await readEntry(file));
  }
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Only a file is opened: to open a fifo is to wait for whoever writes to it. */
async function readEntry(file: string): Promise<OutputEntry> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { kind: "special", words: "a symbolic link to nothing" };
  if (found.isFile())
    return (await startsWith(file, PROVENANCE)) ? { kind: "generated" } : { kind: "foreign file" };
  // A link, as folders proper are walked.
  if (found.isDirectory()) return { kind: "special", words: "a symbolic link to a folder" };
  return { kind: "special", words: found.isFIFO() ? "a fifo" : "a socket or a device" };
}

async function startsWith(file: string, words: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const wanted = Buffer.from(words);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(wanted.length), 0, wanted.length, 0);
    return buffer.subarray(0, bytesRead).equals(wanted);
  } finally {
    await handle.close();
  }
}

/** Two names of one folder lead to one path, also before the folder is there. */
async function realTarget(resolved: string): Promise<string> {
  const above = await nearestFolder(path.dirname(resolved));
  return path.join(await realpath(above), path.relative(above, resolved));
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  const above = path.dirname(folder);
  return found !== undefined || above === folder ? folder : nearestFolder(above);
}

function isWithin(folder: string, inner: string): boolean {
  const way = path.relative(folder, inner);
  return way === "" || (way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

const FIX_NAME = "Name another folder with --out.";

function notAFolder(file: string): CodegenError {
  return new CodegenError({
    message: "The output folder is not a folder.",
    file,
    expected: "a folder, or nothing yet",
    fix: FIX_NAME,
  });
}

function danglingLink(file: string, leadsTo: string): CodegenError {
  return new CodegenError({
    message: "The output folder is a symbolic link to nothing.",
    file,
    found: `a link to ${leadsTo}, which is not there`,
    expected: "a folder, or nothing yet",
    fix: "Make the folder that the link leads to, or remove the link.",
  });
}

function underfoot(file: string): CodegenError {
  return new CodegenError({
    message: "The output folder holds the folder in which this runs: replacing it would pull that away.",
    file,
    expected: "a folder of its own for the generated files",
    fix: "Name a folder below this one with --out, or run from another folder.",
  });
}

/** That the output folder, or something in it, could not be read. */
export function unreadable(file: string, cause: unknown): CodegenError {
  return new CodegenError({
    message: "The output folder cannot be read.",
    file,
    found: cause instanceof Error ? cause.message : String(cause),
    expected: "a folder that this user may read",
    fix: "Mend the folder's permissions, or name another with --out.",
    cause,
  });
}

/** That the output folder could not be written. */
export function unwritable(file: string, cause: unknown): CodegenError {
  return new CodegenError({
    message: "The output folder cannot be written. Nothing in it has changed.",
    file,
    found: cause instanceof Error ? cause.message : String(cause),
    expected: "a folder, in a parent folder, that this user may write",
    fix: "Mend the permissions, or name another folder with --out.",
    cause,
  });
}

function mountPoint(file: string): CodegenError {
  return new CodegenError({
    message:
      "The output folder is a file system of its own, which cannot be replaced. Nothing has been touched.",
    file,
    found: "a mount point",
    expected: "a folder on the file system of its parent",
    fix: "Name a folder below it with --out.",
  });
}

function foreignFiles(file: string, foreign: readonly string[]): CodegenError {
  const more = foreign.length - 5;
  const list = foreign.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return new CodegenError({
    message: "The output folder holds files that this generator did not write. Nothing has been touched.",
    file,
    found: list,
    expected: "an empty folder, or one that holds generated files only",
    fix: `Move away ${list}, or name a folder of its own with --out.`,
  });
}
