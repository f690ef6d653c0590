import { expect, it } from "vitest";
import { sourceOf, spelledOut } from "../../../src/cli/source-flags.js";
import { DEFAULT_SUPPORT } from "../../../src/generate.js";

it.each([
  ["src/generated", "src/generated"],
  ["out folder", '"out folder"'],
  ["$(reboot)", '"\\$(reboot)"'],
  ['a"b`c', '"a\\"b\\`c"'],
])("the command that mends names the folder %s so that a shell reads that", (out, word) => {
  expect(spelledOut({ out, import: DEFAULT_SUPPORT })).toEqual(["--out", word]);
  expect(spelledOut({ out: "x", import: out })).toEqual(["--out", "x", "--import", word]);
});

it("--schema-version says which runtime wrote the folder that --schema names", () => {
  const flags = { out: "x", import: DEFAULT_SUPPORT, schema: "folder", schemaVersion: "0.154.0" };
  expect(sourceOf(flags)).toEqual({ kind: "folder", path: "folder", version: "0.154.0" });
  expect(sourceOf({ ...flags, schemaVersion: "v0.154.0" })).toEqual(sourceOf(flags));
  expect(spelledOut(flags)).toEqual(["--schema", "folder", "--schema-version", "0.154.0", "--out", "x"]);
});

it.each([
  ["no version", { schema: "folder", schemaVersion: "newest" }, "--schema-version gives no version."],
  ["nothing to say it of", { schemaVersion: "0.154.0" }, "--schema-version is given without --schema."],
  [
    "a runtime, which says it itself",
    { runtime: "codex", schemaVersion: "0.154.0" },
    "--schema-version is given without --schema.",
  ],
])("--schema-version is refused where there is %s", (_name, flags, message) => {
  expect(() => sourceOf(flags)).toThrow(expect.objectContaining({ name: "CodegenError", message }));
});
