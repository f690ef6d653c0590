import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hasEntries, readEntry, writeEntry } from "../../../src/cache/entries.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const TEXT = "what was kept\nin lines\n";

/** A cache that holds {@link TEXT} under `key`. */
async function cacheWith(key: string): Promise<string> {
  const folder = path.join(await temporaryFolder(), "cache");
  await writeEntry(folder, key, TEXT);
  return folder;
}

describe("an entry of the cache", () => {
  it("is found under its key alone, and leaves nothing else in the folder", async () => {
    const folder = await cacheWith("a");
    expect(await readEntry(folder, "a")).toBe(TEXT);
    expect(await readEntry(folder, "b")).toBeUndefined();
    expect(await readdir(folder)).toEqual(["a"]);
    expect(await hasEntries(folder)).toBe(true);
  });

  it.each<[string, (entry: Buffer) => Uint8Array | string]>([
    ["truncated", (entry) => entry.subarray(0, -1)],
    ["cut off after its first line", (entry) => entry.subarray(0, entry.indexOf("\n") + 1)],
    ["empty", () => ""],
    ["without a line", () => "0".repeat(64)],
    ["changed in its last byte", (entry) => Buffer.concat([entry.subarray(0, -1), Buffer.from("!")])],
    ["changed in its first", (entry) => Buffer.concat([Buffer.from("!"), entry.subarray(1)])],
    ["longer", (entry) => Buffer.concat([entry, Buffer.from("\n")])],
    ["something else", () => JSON.stringify({ files: {}, summary: "", notes: [] })],
  ])("that is %s is none, until it is written anew", async (_name, spoil) => {
    const folder = await cacheWith("a");
    const file = path.join(folder, "a");
    await writeFile(file, spoil(await readFile(file)));
    expect(await readEntry(folder, "a")).toBeUndefined();
    await writeEntry(folder, "a", TEXT);
    expect(await readEntry(folder, "a")).toBe(TEXT);
  });

  it("is none under the name of another", async () => {
    const folder = await cacheWith("a");
    await writeFile(path.join(folder, "b"), await readFile(path.join(folder, "a")));
    expect(await readEntry(folder, "b")).toBeUndefined();
  });

  it("is none where a folder stands, which stays", async () => {
    const folder = await cacheWith("a");
    await mkdir(path.join(folder, "b"));
    expect(await readEntry(folder, "b")).toBeUndefined();
    await writeEntry(folder, "b", TEXT);
    expect((await readdir(folder)).sort()).toEqual(["a", "b"]);
  });

  it("stays while it is among those used last; what a killed run left goes with the rest", async () => {
    const folder = await cacheWith("used");
    for (const [day, name] of ["used", "other", "used.1234"].entries()) {
      await writeFile(path.join(folder, name), await readFile(path.join(folder, "used")));
      await utimes(path.join(folder, name), day, day);
    }
    expect(await readEntry(folder, "used")).toBe(TEXT);
    for (const key of ["1", "2", "3"]) await writeEntry(folder, key, TEXT);
    expect((await readdir(folder)).sort()).toEqual(["1", "2", "3", "used"]);
  });
});

describe("a cache that cannot be", () => {
  it("has nothing, and takes nothing, without an error", async () => {
    const file = path.join(await temporaryFolder(), "file");
    await writeFile(file, "");
    expect(await hasEntries(file)).toBe(false);
    await writeEntry(file, "a", TEXT);
    expect(await readEntry(file, "a")).toBeUndefined();
    expect(await readFile(file, "utf8")).toBe("");
  });
});
