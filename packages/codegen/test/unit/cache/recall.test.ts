import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { writeEntry } from "../../../src/cache/entries.js";
import type { Outcome } from "../../../src/cache/outcome.js";
import { recall } from "../../../src/cache/recall.js";
import { CodegenError } from "../../../src/errors/codegen-error.js";
import type { SchemaTexts } from "../../../src/schema/read.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const OUTCOME: Outcome = {
  files: new Map([
    ["experimental/rpc.ts", "// ünïcode \u2028\n"],
    ["types.ts", ""],
  ]),
  summary: "codex 1.2.3: 4 requests",
  notes: ["read wider:", "  bounds"],
};
const TEXTS: SchemaTexts = {
  stable: { text: "{}", file: "schema.json", runtimeVersion: "1.2.3" },
  experimental: undefined,
};

/** What a run in `folder` comes to, and whether it was made anew. */
async function run(folder: string, texts: SchemaTexts = TEXTS, support = "support") {
  const make = vi.fn(() => Promise.resolve(OUTCOME));
  const outcome = await recall(folder, { schema: Promise.resolve(texts), support }, make);
  return { outcome, made: make.mock.calls.length };
}

describe("an outcome", () => {
  it("is made once, and told in full by the next run from the same", async () => {
    const folder = await temporaryFolder();
    expect(await run(folder)).toEqual({ outcome: OUTCOME, made: 1 });
    expect(await run(folder)).toEqual({ outcome: OUTCOME, made: 0 });
  });

  const { stable } = TEXTS;
  it.each<[string, SchemaTexts, string?]>([
    ["schema", { ...TEXTS, stable: { ...stable, text: "{ }" } }],
    ["runtime", { ...TEXTS, stable: { ...stable, runtimeVersion: "1.2.4" } }],
    ["file", { ...TEXTS, stable: { ...stable, file: "other.json" } }],
    ["experimental schema", { ...TEXTS, experimental: stable }],
    ["support module", TEXTS, "other"],
  ])("is made anew from another %s", async (_name, texts, support) => {
    const folder = await temporaryFolder();
    await run(folder);
    expect(await run(folder, texts, support)).toMatchObject({ made: 1 });
  });

  it.each(["[]", "{", '{"files":{"a":1},"summary":"","notes":[]}', '{"files":{},"summary":"","notes":[1]}'])(
    "is made anew where %s is kept, whole, under its key",
    async (text) => {
      const folder = await temporaryFolder();
      await run(folder);
      const [key = ""] = await readdir(folder);
      await writeEntry(folder, key, text);
      expect(await run(folder)).toEqual({ outcome: OUTCOME, made: 1 });
      expect(await run(folder)).toMatchObject({ made: 0 });
    },
  );

  it("is made all the same where nothing can be kept", async () => {
    const file = path.join(await temporaryFolder(), "file");
    await writeFile(file, "");
    expect(await run(file)).toEqual({ outcome: OUTCOME, made: 1 });
  });
});

it.each([[[]], [["entry"]]])(
  "a schema that cannot be had is told by the run itself, with %j in the cache, and nothing is kept",
  async (entries: readonly string[]) => {
    const folder = await temporaryFolder();
    for (const name of entries) await writeFile(path.join(folder, name), "");
    const schema = Promise.reject<SchemaTexts>(new CodegenError({ message: "gone", fix: "none" }));
    const made = recall(folder, { schema, support: "" }, async () => {
      await schema;
      return OUTCOME;
    });
    await expect(made).rejects.toMatchObject({ name: "CodegenError", message: "gone" });
    expect(await readdir(folder)).toEqual(entries);
  },
);
