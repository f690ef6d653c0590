import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generatorDigest } from "../../../src/cache/generator-digest.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const FILES = {
  "package.json": JSON.stringify({ name: "generator", version: "1.0.0", dependencies: { "@own/a": "1" } }),
  "src/main.ts": "main",
  "src/emit/emit.ts": "emit",
  "history/ages.json.br": "ages",
  "node_modules/@own/a/package.json": JSON.stringify({
    name: "@own/a",
    version: "1.0.0",
    dependencies: { buffer: "1" },
  }),
  "node_modules/buffer/package.json": JSON.stringify({ name: "buffer", version: "1.0.0", exports: {} }),
};

/** The digest of the generator that {@link FILES} are, once `change` has been made to it. */
async function digestAfter(change: (root: string) => Promise<void> = async () => undefined) {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  await change(root);
  return generatorDigest(path.join(root, "src"));
}

const write = (name: string, text: string) => (root: string) => writeFile(path.join(root, name), text);
const remove = (name: string) => (root: string) => rm(path.join(root, name), { recursive: true });

describe("the digest of the generator", () => {
  it("is the same for the same generator, wherever it stands and whatever stands beside it", async () => {
    const digest = await digestAfter();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestAfter()).toBe(digest);
    expect(await digestAfter(write("src/notes.md", "notes"))).toBe(digest);
    expect(await digestAfter(write("node_modules/@own/a/index.js", "loaded"))).toBe(digest);
  });

  it.each<[string, (root: string) => Promise<void>]>([
    ["a file of the program", write("src/emit/emit.ts", "emitted")],
    ["a file more", write("src/emit/rpc.ts", "")],
    ["a file less", remove("src/emit/emit.ts")],
    ["the history", write("history/ages.json.br", "older")],
    ["its own version", write("package.json", FILES["package.json"].replace("1.0.0", "1.0.1"))],
    [
      "what it loads",
      write("node_modules/@own/a/package.json", JSON.stringify({ name: "@own/a", version: "1.0.1" })),
    ],
    [
      "what that loads, though it has the name of a module of Node's",
      write("node_modules/buffer/package.json", JSON.stringify({ name: "buffer", version: "1.0.1" })),
    ],
  ])("is another after a change of %s", async (_name, change) => {
    const changed = await digestAfter(change);
    expect(changed).toBeDefined();
    expect(changed).not.toBe(await digestAfter());
  });

  it.each(["node_modules/@own/a", "history", "package.json", "src"])(
    "cannot be had without %s",
    async (name) => {
      expect(await digestAfter(remove(name))).toBeUndefined();
    },
  );

  it("of this generator itself can be had", async () => {
    expect(await generatorDigest()).toMatch(/^[0-9a-f]{64}$/);
  });
});
