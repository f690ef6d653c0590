import fc from "fast-check";
import type { JsonValue } from "../fuzz/json.js";

/** Names of properties: few, so that what is merged and what is told apart has names in common. */
export const propertyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom("a", "b", "c", "kind") },
  // Names that are written otherwise in TypeScript, in comments, in pointers or in URIs. (Ajv 8.20 can read neither a lone
  // surrogate in a name, for which it throws a URIError, nor `__proto__`, which it passes over.)
  {
    weight: 2,
    arbitrary: fc.constantFrom("a-b", "1", "", "a/b~c", "é", "*/", "$ref", "type", "a b", '"', "%41"),
  },
  // Names that every JavaScript object has, and that strings and lists have.
  { weight: 1, arbitrary: fc.constantFrom("constructor", "toString", "length", "hasOwnProperty") },
);

/** A name that may be required. (Ajv 8.20 lets every object pass that lacks a property of the name "".) */
export const requiredName = propertyName.filter((name) => name !== "");

/** Whether every object has such a property: TypeScript takes an object without one of its own for one that has that. */
export function isEverywhere(name: string): boolean {
  return name in Object.prototype;
}

/** Tags of variants. */
export const TAGS = ["x", "y", "z"] as const;

/** Values of `const` and `enum`, as well few. */
export const literal: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<JsonValue>(...TAGS) },
  { weight: 6, arbitrary: fc.constantFrom<JsonValue>(1, 0, true, false, null) },
  { weight: 3, arbitrary: fc.constantFrom<JsonValue>("", "a b", -1, 0.5, 2, 1e21, -0, 5e-324) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<JsonValue>("*/", "`${x}`", "\u2028", "\ud800", '"\\', "__proto__"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<JsonValue>(
      {},
      [],
      { a: "x" },
      { a: "y", b: 1 },
      { a: { kind: "x" } },
      ["x", 1],
      [[]],
      [{ a: null }],
      { "a-b": [true] },
    ),
  },
);

/** Words as people write them, and as they break comments. */
const words = fc.constantFrom(
  "What it is.",
  "Two lines.\n\nThe second.",
  "ends */ the comment",
  "{@link Nothing} and `code` and ${x}",
  "",
  "\\u0041 \\",
  "@deprecated",
);

/** Keywords that say nothing of the value, and unknown ones that people write. */
const annotation: fc.Arbitrary<readonly [string, JsonValue]> = fc.oneof(
  fc.tuple(fc.constantFrom("description", "$comment", "title"), words),
  fc.tuple(fc.constant("title"), fc.constantFrom("Circle", "v2::Square", "AppleV2", "a title")),
  fc.tuple(fc.constantFrom("deprecated", "readOnly", "writeOnly"), fc.boolean()),
  fc.tuple(fc.constant("default"), literal),
  fc.tuple(fc.constant("examples"), fc.array(literal, { maxLength: 2 })),
  fc.tuple(fc.constant("enumDescriptions"), fc.constant<JsonValue>(["the first", "the second"])),
  fc.tuple(fc.constantFrom("x-order", "x-side", "x-method"), literal),
  fc.constantFrom<readonly [string, JsonValue]>(
    ["contentEncoding", "base64"],
    ["contentMediaType", "application/json"],
    ["contentSchema", { type: "object", required: ["a"] }],
    ["_enum", ["x", "y"]],
    ["markdownDescription", "**words**"],
  ),
);

/** A few of them, mostly none. */
export const annotations: fc.Arbitrary<Readonly<Record<string, JsonValue>>> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .uniqueArray(annotation, { selector: ([keyword]) => keyword, minLength: 1, maxLength: 3 })
      .map((list) => Object.fromEntries(list)),
  },
);

/** Something that is mostly left out; the first that a failing case does without. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary },
  );
}

/** What was left out, left out. */
export function present(
  keywords: Readonly<Record<string, JsonValue | undefined>>,
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(keywords).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

/** Some keywords of a kind, none of them more often than `oneIn` says. */
export function some(
  keywords: Readonly<Record<string, fc.Arbitrary<JsonValue>>>,
  oneIn = 6,
): fc.Arbitrary<Record<string, JsonValue>> {
  const model = Object.fromEntries(
    Object.entries(keywords).map(([keyword, arbitrary]) => [keyword, rarely(arbitrary, oneIn)]),
  );
  return fc.record(model).map(present);
}
