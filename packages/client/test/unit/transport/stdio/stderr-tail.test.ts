import { expect, test } from "vitest";
import { StderrTail } from "../../../../src/transport/stdio/stderr-tail.js";

function tailOf(chunks: string[], maxBytes: number): StderrTail {
  const tail = new StderrTail(maxBytes);
  for (const chunk of chunks) tail.push(Buffer.from(chunk));
  return tail;
}

test.each<[string, string[], number, string]>([
  ["nothing", [], 8, ""],
  ["all that fits", ["ab", "cd\n"], 8, "abcd"],
  ["the end of much", ["0123", "4567", "89"], 8, "23456789"],
  ["the end of one big chunk", ["0123456789"], 4, "6789"],
  ["no half characters", ["x日本"], 5, "本"],
  ["no half characters, cut from one chunk", ["日本", "ab"], 4, "ab"],
])("keeps %s", (_, chunks, maxBytes, want) => {
  expect(tailOf(chunks, maxBytes).toString()).toBe(want);
});

test("the last lines are few and short", () => {
  expect(tailOf(["1\n2\n3\n4\n5\n6\n"], 100).lastLines()).toBe("2\n3\n4\n5\n6");
  expect(tailOf(["x".repeat(5_000)], 8_192).lastLines()).toHaveLength(1024);
});
