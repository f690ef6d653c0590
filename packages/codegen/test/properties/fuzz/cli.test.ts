import { readdir } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, expect, it, vi } from "vitest";
import { main } from "../../../src/cli.js";
import { schemaFolder, temporaryFolder } from "../../support/schema-folder.js";
import type { JsonValue } from "./json.js";
import { mutated, mutation } from "./mutations.js";
import { printedBundles, type Bundle } from "../../support/reduced-bundle.js";

let whole: Bundle;

beforeAll(async () => {
  whole = (await printedBundles()).stable;
});

const FILES = ["experimental", "methods.ts", "rpc.ts", "surface.ts", "types.ts", "version.ts"];

/** Mutations of the whole schema, each of its own kind: two of five, unless all are wanted (see `matrices` in vitest.config.ts). */
const samples = fc
  .sample(fc.array(mutation, { minLength: 1, maxLength: 2 }), { numRuns: 5, seed: 20260 })
  .slice(0, process.env["WHOLE"] === "1" ? undefined : 2);

it.each<[string, (text: string) => string]>([
  ...samples.map((mutations, index): [string, (text: string) => string] => [
    `mutation ${String(index + 1)}`,
    (text) => JSON.stringify(mutated(JSON.parse(text) as JsonValue, mutations)),
  ]),
  ["text cut short", (text) => text.slice(0, text.length / 2)],
  ["no text", () => ""],
])(
  "the command line writes the whole output or nothing: %s",
  async (_name, change) => {
    const folder = await temporaryFolder();
    const out = path.join(folder, "generated");
    const said = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
    for (const spy of said) spy.mockImplementation(() => undefined);
    const code = await main([
      "generate",
      "--schema",
      await schemaFolder(change(JSON.stringify(whole))),
      "--out",
      out,
    ]);
    vi.restoreAllMocks();
    expect([0, 2]).toContain(code);
    expect(await readdir(folder)).toEqual(code === 0 ? ["generated"] : []);
    if (code === 0) expect((await readdir(out)).sort()).toEqual(FILES);
  },
  60_000,
);
