import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMessage } from "../../src/rpc/messages.js";
import { parseExactly } from "../../src/rpc/exact-json.js";
import { LineDecoder } from "../../src/transport/lines.js";
import { isProtocolError } from "../../src/transport/protocol-error.js";

/** What came of a stream: messages, and then the error that ended it, or what it ended in the middle of. */
interface Reading {
  readonly messages: unknown[];
  readonly error?: string;
  readonly rest?: string;
}

const maxBytes = 400;
const tooLong =
  "A message is longer than 400 bytes, so the connection was closed. The option maxMessageBytes sets the bound.";

/** As a transport and the connection behind it read. */
function read(chunks: readonly Buffer[]): Reading {
  const decoder = new LineDecoder(maxBytes);
  const messages: unknown[] = [];
  try {
    for (const chunk of chunks) decoder.push(chunk, (line) => messages.push(parseMessage(line)));
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    expect(error.excerpt.length).toBeLessThan(300);
    return { messages, error: error.message };
  }
  return { messages, rest: decoder.end() };
}

/** What should come of it, by the rules and without regard to speed. */
function expected(stream: Buffer): Reading {
  const messages: unknown[] = [];
  const lines = splitAtNewlines(stream);
  const rest = lines.pop() ?? Buffer.of();
  for (const line of lines) {
    if (line.length > maxBytes) return { messages, error: tooLong };
    if (!isUtf8(line)) return { messages, error: "A message is not UTF-8." };
    const text = line.toString();
    if (text.trim() === "") continue;
    try {
      messages.push(parseMessage(text));
    } catch (error) {
      return { messages, error: (error as Error).message };
    }
  }
  if (rest.length > maxBytes) return { messages, error: tooLong };
  return { messages, rest: rest.toString() };
}

function splitAtNewlines(stream: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = stream.indexOf(10); at !== -1; at = stream.indexOf(10, start)) {
    lines.push(stream.subarray(start, at));
    start = at + 1;
  }
  return [...lines, stream.subarray(start)];
}

function cut(stream: Buffer, at: readonly number[]): Buffer[] {
  const edges = [...new Set(at.map((n) => n % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...edges].map((edge, i) => stream.subarray(edge, edges[i] ?? stream.length));
}

const keys = fc.constantFrom(
  "a",
  "threadId",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "id",
  "method",
);
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      2 ** 53 - 1,
      "9007199254740993",
      '\\"1234567890123456789',
      "\ud800",
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie("value")), { maxLength: 3 }).map(objectOf),
  ),
}));

/** With own members whatever their names, as JSON.parse makes them. */
function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const message = fc.oneof(
  fc.record({ method: fc.string(), params: anyJson }),
  fc.record({ id: fc.oneof(fc.nat(), fc.string()), method: fc.string(), params: anyJson }),
  fc.record({ id: fc.nat(), result: anyJson }),
  fc.record({ id: fc.nat(), error: fc.record({ code: fc.integer(), message: fc.string() }) }),
);
const line = fc.oneof(
  { weight: 8, arbitrary: message.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: anyJson.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        "",
        " ",
        "\r",
        "\t\r",
        "\u0000",
        "\ufeff{}",
        "{",
        '{"method":"a"}\r',
        "NaN",
        "[".repeat(300),
        " ".repeat(500),
      )
      .map((text) => Buffer.from(text)),
  },
);
const stream = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\r\n", "\n\n"))), line)
  .map(([lines, last]) =>
    Buffer.concat([...lines.flatMap(([bytes, end]) => [bytes, Buffer.from(end)]), last]),
  );

describe("any stream of bytes, cut anywhere,", () => {
  const runs = Number(process.env["FUZZ_RUNS"] ?? 1_000);

  test("comes to the messages in it, and then to a typed error if it has one", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (bytes, at) => {
        expect(read(cut(bytes, at))).toEqual(expected(bytes));
      }),
      { numRuns: runs },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("a");
  });

  test("also where it is noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.array(fc.nat(), { maxLength: 4 }), (noise, at) => {
        expect(read(cut(Buffer.from(noise), at))).toEqual(expected(Buffer.from(noise)));
      }),
      { numRuns: runs },
    );
  });
});

describe("of what is no proper text", () => {
  const message = '{"method":"m","params":"日本"}\n';

  test.each<[string, Buffer, string | undefined]>([
    [
      "a byte order mark is not JSON",
      Buffer.from(`\ufeff${message}`),
      "The server sent a line that is not JSON.",
    ],
    ["a NUL is not JSON", Buffer.from(`\0${message}`), "The server sent a line that is not JSON."],
    ["a lone CR is a blank within JSON", Buffer.from(message.replace(":", ":\r")), undefined],
    ["a broken character is no UTF-8", Buffer.from(message).fill(0xff, 25, 26), "A message is not UTF-8."],
    [
      "half a surrogate pair is no UTF-8",
      Buffer.from('{"method":"m\xed\xa0\x80"}\n', "latin1"),
      "A message is not UTF-8.",
    ],
    ["a replacement character is one like any other", Buffer.from('{"method":"\ufffd"}\n'), undefined],
  ])("%s", (_, bytes, error) => {
    const first = Buffer.from('{"method":"first"}\n');
    const reading = read([Buffer.concat([first, bytes])]);
    expect(reading.error).toBe(error);
    expect(reading.messages).toHaveLength(error === undefined ? 2 : 1);
    expect(read(Array.from(Buffer.concat([first, bytes]), (byte) => Buffer.of(byte)))).toEqual(reading);
  });

  test("nesting that is too deep for a recursive reader is read", () => {
    const deep = `{"method":"m","params":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(parseMessage(deep).kind).toBe("notification");
  });
});

describe("an integer that a number cannot hold", () => {
  test.each<[string, unknown]>([
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["18446744073709551615", "18446744073709551615"],
    ["0.12345678901234567890", Number("0.12345678901234567890")],
    ["1.12345678901234567890e5", 112345.67890123457],
    ["12345678901234567890e-2", Number("123456789012345678.9")],
    ["1e30", 1e30],
    ['"9007199254740993"', "9007199254740993"],
    ['"\\"9007199254740993"', '"9007199254740993'],
    ['"\\\\",9007199254740993', undefined],
  ])("%s arrives as it is, or as its digits", (text, value) => {
    if (value === undefined) expect(parseExactly(`[${text}]`)).toEqual(["\\", "9007199254740993"]);
    else {
      expect(parseExactly(text)).toBe(value);
      expect(parseExactly(`{"a":[${text},1],"b":${text}}`)).toEqual({ a: [value, 1], b: value });
    }
  });

  test("is exact wherever it stands", () => {
    const number = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
    const shape = fc.array(
      fc.tuple(fc.string(), fc.oneof(number, fc.string(), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(shape, (entries) => {
        const text = entries.map(
          ([key, value]) =>
            `[${JSON.stringify(key)},${typeof value === "bigint" ? String(value) : JSON.stringify(value)}]`,
        );
        const parsed = parseExactly(`[${text.join(",")}]`) as [string, unknown][];
        expect(parsed.map(([key]) => key)).toEqual(entries.map(([key]) => key));
        for (const [i, [, value]] of entries.entries()) {
          const got = parsed[i]?.[1];
          if (typeof value !== "bigint") expect(got).toEqual(JSON.parse(JSON.stringify(value)));
          else {
            expect(BigInt(got as string)).toBe(value);
            expect(typeof got).toBe(Number.isSafeInteger(Number(value)) ? "number" : "string");
          }
        }
      }),
    );
  });

  test("is found by the message that holds it, which says no more than it must", () => {
    const digits = "9007199254740993";
    for (let n = 0; n < 40; n++) {
      const padding = JSON.stringify(" ".repeat(n));
      const incoming = parseMessage(`{"method":"m","params":{"a":${padding},"n":${digits}}}`);
      expect(incoming).toMatchObject({ kind: "notification", notification: { params: { n: digits } } });
      const response = parseMessage(`{"a":${padding},"id":3,"result":${digits}}`);
      expect(response).toMatchObject({ kind: "response", response: { id: 3, result: digits } });
    }
  });

  test("is not taken for an id that could be answered", () => {
    expect(() => parseMessage('{"id":9007199254740993,"method":"ask"}')).toThrow(
      expect.toSatisfy(isProtocolError),
    );
    expect(() => parseMessage('{"id":1.5,"method":"ask"}')).toThrow(expect.toSatisfy(isProtocolError));
    expect(parseMessage('{"id":9007199254740991,"method":"ask"}').kind).toBe("request");
    expect(parseMessage('{"id":"9007199254740993","method":"ask"}').kind).toBe("request");
  });
});
