import { describe, expect, test } from "vitest";
import { LineDecoder } from "../../../src/transport/lines.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";

function decode(chunks: Buffer[], maxLineBytes?: number): { lines: string[]; rest: string } {
  const decoder = new LineDecoder(maxLineBytes);
  const lines: string[] = [];
  for (const chunk of chunks) decoder.push(chunk, (line) => lines.push(line));
  return { lines, rest: decoder.end() };
}

const everySplit = (bytes: Buffer): Buffer[][] =>
  Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
const oneByOne = (bytes: Buffer): Buffer[] => Array.from(bytes, (byte) => Buffer.of(byte));

describe("text to lines, wherever the chunks are cut", () => {
  test.each<[string, string, string[], string]>([
    ["nothing", "", [], ""],
    ["one line", "abc\n", ["abc"], ""],
    ["several lines", "a\nb\nc\n", ["a", "b", "c"], ""],
    ["an unfinished line", "a\nbc", ["a"], "bc"],
    ["CRLF", "a\r\nb\r\n", ["a", "b"], ""],
    ["CR inside a line", "a\rb\n", ["a\rb"], ""],
    ["blank lines", "\n\n a\n  \n\r\n\t\r\nb\n", [" a", "b"], ""],
    ["characters of two, three and four bytes", "ä日😀\n😀ä\n日", ["ä日😀", "😀ä"], "日"],
    ["separators of other kinds", "a\u2028b\u0085c\n", ["a\u2028b\u0085c"], ""],
  ])("%s", (_, text, lines, rest) => {
    const bytes = Buffer.from(text);
    for (const chunks of [...everySplit(bytes), oneByOne(bytes)])
      expect(decode(chunks)).toEqual({ lines, rest });
  });
});

describe("the bound on a line, in bytes", () => {
  test("takes a line of just that length", () => {
    for (const chunks of everySplit(Buffer.from("12345678\näää__\n"))) {
      expect(decode(chunks, 8).lines).toEqual(["12345678", "äää__"]);
    }
  });

  test.each(["123456789\n", "äääää\n", "123456789", "1234\n123456789\n"])(
    "refuses a longer one: %j",
    (text) => {
      for (const chunks of [...everySplit(Buffer.from(text)), oneByOne(Buffer.from(text))]) {
        expect(() => decode(chunks, 8)).toThrow(expect.toSatisfy(isProtocolError));
      }
    },
  );

  test("delivers what came before", () => {
    const lines: string[] = [];
    const decoder = new LineDecoder(8);
    expect(() => decoder.push(Buffer.from("a\nb\n123456789\nc\n"), (line) => lines.push(line))).toThrow(
      /longer than 8/,
    );
    expect(lines).toEqual(["a", "b"]);
  });
});
