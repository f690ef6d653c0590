import { chmod, mkdir, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { PROVENANCE } from "../../../src/output/provenance.js";
import { readFolder } from "../../support/read-folder.js";
import { checkFolder } from "../../../src/output/check.js";
import { withLock } from "../../../src/output/lock.js";
import { writeFolder } from "../../../src/output/write.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const generated = (text: string) => `${PROVENANCE} ${text}\n`;

describe("writing the output folder", () => {
  it("makes the folder, with its parents, hold exactly the files", async () => {
    const parent = await temporaryFolder();
    const folder = path.join(parent, "a", "b");
    const first = new Map([
      ["one.ts", generated("1")],
      ["sub/two.ts", generated("2")],
    ]);
    await writeFolder(folder, first);
    expect(await readFolder(folder)).toEqual(first);

    const second = new Map([["three.ts", generated("3")]]);
    await writeFolder(folder, second);
    expect(await readFolder(folder)).toEqual(second);
    expect(await readdir(path.join(parent, "a"))).toEqual(["b"]);
  });

  it("refuses a folder that holds anything that it did not write, and touches nothing", async () => {
    const folder = await temporaryFolder();
    const before = new Map([
      ["mine.md", "precious"],
      ["old.ts", generated("old")],
    ]);
    for (const [name, text] of before) await writeFile(path.join(folder, name), text);
    await expect(writeFolder(folder, new Map([["new.ts", generated("new")]]))).rejects.toMatchObject({
      message: "The output folder holds files that this generator did not write. Nothing has been touched.",
      found: "mine.md",
    });
    expect(await readFolder(folder)).toEqual(before);
  });

  it("refuses a file in the folder's place", async () => {
    const file = path.join(await temporaryFolder(), "out");
    await writeFile(file, "");
    await expect(writeFolder(file, new Map())).rejects.toMatchObject({
      message: "The output folder is not a folder.",
    });
  });

  // Root may write anywhere, whatever the mode says.
  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "leaves everything as it was where the parent cannot be written",
    async () => {
      const parent = await temporaryFolder();
      const folder = path.join(parent, "out");
      const before = new Map([["old.ts", generated("old")]]);
      await writeFolder(folder, before);
      await chmod(parent, 0o555);
      await expect(writeFolder(folder, new Map([["new.ts", generated("new")]]))).rejects.toMatchObject({
        message: "The output folder cannot be written. Nothing in it has changed.",
      });
      await chmod(parent, 0o755);
      expect(await readFolder(folder)).toEqual(before);
      expect(await readdir(parent)).toEqual(["out"]);
    },
  );

  it("leaves nothing half written where a file cannot be", async () => {
    const parent = await temporaryFolder();
    const folder = path.join(parent, "out");
    const before = new Map([["old.ts", generated("old")]]);
    await writeFolder(folder, before);
    const impossible = new Map([
      ["a.ts", generated("a")],
      ["a.ts/b.ts", generated("b")],
    ]);
    await expect(writeFolder(folder, impossible)).rejects.toMatchObject({ name: "CodegenError" });
    expect(await readFolder(folder)).toEqual(before);
    expect(await readdir(parent)).toEqual(["out"]);
  });

  it("refuses where a parent is a file", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "x"));
    await writeFile(path.join(folder, "x", "file"), "");
    await expect(
      writeFolder(path.join(folder, "x", "file", "out"), new Map([["a.ts", generated("a")]])),
    ).rejects.toMatchObject({
      name: "CodegenError",
    });
  });

  it.skipIf(process.platform === "win32")("keeps the permissions of the folder", async () => {
    const folder = path.join(await temporaryFolder(), "out");
    await writeFolder(folder, new Map([["a.ts", generated("a")]]));
    const permissions = async () => (await stat(folder)).mode & 0o7777;
    expect(await permissions()).toBe(0o777 & ~process.umask());
    await chmod(folder, 0o2751);
    await writeFolder(folder, new Map([["b.ts", generated("b")]]));
    expect(await permissions()).toBe(0o2751);
    expect([...(await readFolder(folder)).keys()]).toEqual(["b.ts"]);
  });

  it("takes a folder of which an empty subfolder is left", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "gone", "deep"), { recursive: true });
    await writeFolder(folder, new Map([["a.ts", generated("a")]]));
    expect(await readdir(folder)).toEqual(["a.ts"]);
  });

  it("refuses a link to nothing, and the folder that this process stands in", async () => {
    const folder = await temporaryFolder();
    const link = path.join(folder, "link");
    await symlink("nowhere", link);
    await expect(writeFolder(link, new Map())).rejects.toMatchObject({
      message: "The output folder is a symbolic link to nothing.",
      found: "a link to nowhere, which is not there",
    });
    expect(await readdir(folder)).toEqual(["link"]);
    await expect(writeFolder("..", new Map())).rejects.toMatchObject({
      message: expect.stringContaining("holds the folder in which this runs") as string,
    });
  });

  it("follows a link to a folder, which stays a link", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "real"));
    await symlink("real", path.join(folder, "link"));
    await writeFolder(path.join(folder, "link"), new Map([["a.ts", generated("a")]]));
    expect([...(await readFolder(path.join(folder, "real"))).keys()]).toEqual(["a.ts"]);
    expect((await readdir(folder)).sort()).toEqual(["link", "real"]);
  });
});

describe("two runs at once", () => {
  it("write one after the other: what stands there is of one of them", async () => {
    const parent = await temporaryFolder();
    const folder = path.join(parent, "out");
    const outputs = ["1", "2", "3", "4", "5", "6"].map(
      (run) =>
        new Map([
          ["a.ts", generated(run)],
          ["sub/b.ts", generated(run)],
        ]),
    );
    await Promise.all(outputs.map((files) => writeFolder(folder, files)));
    expect(outputs).toContainEqual(await readFolder(folder));
    expect(await readdir(parent)).toEqual(["out"]);
  });

  it("of which one was killed: what it left is removed, its lock once it is old", async () => {
    const parent = await temporaryFolder();
    const folder = path.join(parent, "out");
    const leftOver = path.join(parent, ".out.codex-codegen");
    await mkdir(path.join(leftOver, "new"), { recursive: true });
    await writeFile(path.join(leftOver, "new", "a.ts"), "half");
    const lock = `${leftOver}.lock`;
    await mkdir(lock);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await writeFolder(folder, new Map([["a.ts", generated("a")]]));
    expect(await readdir(parent)).toEqual(["out"]);
  });

  it("of which one holds the lock: the other waits, and is told so where that takes too long", async () => {
    const parent = await temporaryFolder();
    const lock = path.join(parent, ".out.codex-codegen.lock");
    await mkdir(lock);
    let written = false;
    const writing = writeFolder(path.join(parent, "out"), new Map([["a.ts", generated("a")]])).then(() => {
      written = true;
    });
    await expect(withLock(lock, 120, () => Promise.resolve())).rejects.toMatchObject({ name: "LockedError" });
    expect(written).toBe(false);
    await rm(lock, { recursive: true });
    await writing;
    expect(await readdir(parent)).toEqual(["out"]);
  });

  it("stages in the cache of the package, where there is one", async () => {
    const root = await temporaryFolder();
    const cache = path.join(root, "node_modules/.cache/codex-codegen");
    await mkdir(path.join(cache, "staging", "left-over"), { recursive: true });
    await writeFile(path.join(root, "package.json"), "{}");
    const folder = path.join(root, "src", "generated");
    await mkdir(`${cache}/staging.lock`);
    const writing = writeFolder(folder, new Map([["a.ts", generated("a")]]));
    await expect(withLock(`${cache}/staging.lock`, 60, () => Promise.resolve())).rejects.toThrow("is held");
    await vi.waitFor(async () => expect(await readdir(path.join(root, "src"))).toEqual([]));
    await rm(`${cache}/staging.lock`, { recursive: true });
    await writing;
    expect(await readdir(path.join(root, "src"))).toEqual(["generated"]);
    expect(await readdir(cache)).toEqual([]);
  });
});

describe("checking the output folder", () => {
  const files = new Map([["a.ts", generated("a")]]);

  it("reads what writing would, and takes it for what writing takes it for", async () => {
    const folder = await temporaryFolder();
    await writeFolder(folder, files);
    await mkdir(path.join(folder, "empty"));
    expect(await checkFolder(folder, files)).toEqual([]);

    await writeFile(path.join(folder, "notes.md"), "mine");
    await symlink("nowhere", path.join(folder, "link.ts"));
    expect(await checkFolder(folder, files)).toEqual([
      { path: "link.ts", state: "extra", patch: `Only in ${folder}: link.ts (a symbolic link to nothing)\n` },
      {
        path: "notes.md",
        state: "extra",
        patch: `Only in ${folder}: notes.md (not written by this generator)\n`,
      },
    ]);
    await expect(writeFolder(folder, files)).rejects.toMatchObject({ found: "link.ts, notes.md" });
  });

  it.each<[string, (place: string) => Promise<void>]>([
    ["a file", (place) => writeFile(place, "")],
    ["a link to nothing", (place) => symlink("nowhere", place)],
    ["a link in a circle", (place) => symlink(path.basename(place), place)],
  ])("refuses %s as the folder with the words of writing", async (_name, make) => {
    const place = path.join(await temporaryFolder(), "out");
    await make(place);
    const refusal = async (attempt: Promise<unknown>) =>
      attempt.then(
        () => undefined,
        (error: unknown) => error,
      );
    const refused = await refusal(checkFolder(place, files));
    expect(refused).toMatchObject({ name: "CodegenError", file: place });
    expect(await refusal(writeFolder(place, files))).toEqual(refused);
  });
});
