import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { digestOf } from "./digest.js";

/** How many entries stay: those used last. */
const KEPT = 4;

/** Whether the cache `folder` holds anything. */
export async function hasEntries(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

/** What was kept under `key`; `undefined` where nothing was, or where that is not as it was written. */
export async function readEntry(folder: string, key: string): Promise<string | undefined> {
  const file = path.join(folder, key);
  const entry = await readFile(file, "utf8").catch(() => "");
  const end = entry.indexOf("\n");
  const text = entry.slice(end + 1);
  if (end === -1 || entry.slice(0, end) !== checksumOf(key, text)) return undefined;
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
  return text;
}

/** Keeps `text` under `key`, whole or not at all, and drops what has not been used for longest. A cache that cannot be written stays as it is. */
export async function writeEntry(folder: string, key: string, text: string): Promise<void> {
  const young = path.join(folder, `${key}.${String(process.pid)}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(young, `${checksumOf(key, text)}\n${text}`);
    await rename(young, path.join(folder, key));
    await sweep(folder);
  } catch {
    await rm(young, { force: true }).catch(() => undefined);
  }
}

/** With the key, so that an entry under the name of another is none. */
function checksumOf(key: string, text: string): string {
  return digestOf([key, text]);
}

async function sweep(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const used = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = used.sort((a, b) => b.at - a.at).slice(KEPT);
  await Promise.all(old.map(({ file }) => rm(file, { recursive: true, force: true })));
}
