import { expect, test } from "vitest";
import { StderrLines } from "../../../../src/transport/stdio/stderr-lines.js";

function linesOf(chunks: readonly (string | Buffer)[]): readonly string[] {
  const lines: string[] = [];
  const reader = new StderrLines((line) => void lines.push(line));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return lines;
}

const euro = Buffer.from("€");

test.each<[string, readonly (string | Buffer)[], readonly string[]]>([
  ["a line in pieces", ["on", "e\ntw", "o\n"], ["one", "two"]],
  ["a line without an end", ["one\ntwo"], ["one", "two"]],
  ["an empty line and CRLF", ["one\r\n\nthree\n"], ["one", "", "three"]],
  ["a character in pieces", [euro.subarray(0, 1), euro.subarray(1)], ["€"]],
  ["a line that never ends, in parts", ["x".repeat(65_537)], ["x".repeat(65_536), "x"]],
])("%s", (_, chunks, want) => {
  expect(linesOf(chunks)).toEqual(want);
});
