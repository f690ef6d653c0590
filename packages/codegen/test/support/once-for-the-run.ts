import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { inject } from "vitest";
// Says that there is such a folder.
import type {} from "../../../client/test/support/wire-global.js";

/** What `make` gives: made by the first worker of a run that wants it, and read by the others. Two at once make the same. */
export async function onceForTheRun<T>(name: string, make: () => Promise<T>): Promise<T> {
  const file = join(inject("wireFolder"), name);
  const made = await readFile(file).catch(() => undefined);
  if (made !== undefined) return deserialize(made) as T;
  const value = await make();
  const part = `${file}-${randomUUID()}`;
  await writeFile(part, serialize(value));
  await rename(part, file);
  return value;
}
