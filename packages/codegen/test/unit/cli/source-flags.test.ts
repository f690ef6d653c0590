import { expect, it } from "vitest";
import { spelledOut } from "../../../src/cli/source-flags.js";
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
