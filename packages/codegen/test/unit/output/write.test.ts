import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { PROVENANCE } from "../../../src/output/provenance.js";
import { readFolder } from "../../../src/output/folder.js";
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
});
