import fc from "fast-check";
import {
  dropKey,
  isContainer,
  placesIn,
  setKey,
  type JsonContainer,
  type JsonPath,
  type JsonValue,
} from "./json.js";

/** A change of a schema; `place` and `other` choose among the places that there are, whatever their number. */
export interface Mutation {
  readonly kind: (typeof KINDS)[number];
  readonly place: number;
  readonly other: number;
  readonly value: JsonValue;
  readonly name: string;
}

const KINDS = [
  "delete",
  "rename",
  "replace",
  "retarget",
  "retype",
  "wrap",
  "insert",
  "copy",
  "define",
  "empty",
  "nest",
] as const;

/** Names that mean something to JavaScript, to TypeScript, to JSON pointers or to a reader of this one. */
const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "prototype",
  "length",
  "class",
  "string",
  "undefined",
  "v2",
  "v3",
  "definitions",
  "",
  " ",
  "a b",
  "a/b~c",
  "1st",
  "é",
  "*/",
  "\u0000",
  "\ud800",
  "`${x}`",
  "ThreadItem",
  "Params",
  "XResponse",
  "x-experimental",
];
const REFERENCES = [
  "",
  "#",
  "#/",
  "#/definitions",
  "#/definitions/",
  "#/definitions/None",
  "#/definitions/v2",
  "#/definitions/__proto__",
  "#/definitions/constructor",
  "#/definitions/v2/ThreadItem/oneOf/0",
  "http://127.0.0.1:9/x.json",
  "file:///etc/passwd",
  "other.json#/x",
  "%",
  "#/definitions/%",
];
const KEYWORDS = [
  "$ref",
  "type",
  "enum",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "oneOf",
  "anyOf",
  "allOf",
  "title",
  "description",
  "default",
  "format",
  "const",
  "not",
  "if",
  "$defs",
  "$id",
  "id",
  "patternProperties",
  "dependencies",
  "unheardOf",
  "x-experimental",
  "definitions",
  "minimum",
];
const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object", "any", "", "String"];

const names = fc.constantFrom(...NAMES, ...KEYWORDS);
const odd: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    false,
    0,
    -1,
    0.5,
    "",
    "x",
    [],
    {},
    [[]],
    [null],
    [{}],
    { type: [] },
    { oneOf: [] },
  ),
  fc.constantFrom(...REFERENCES).map(($ref): JsonValue => ({ $ref })),
  fc.constantFrom(...TYPES).map((type): JsonValue => ({ type })),
  fc.jsonValue({ maxDepth: 3 }).map((value) => value as JsonValue),
);

/** Any change. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  place: fc.nat(),
  other: fc.nat(),
  value: odd,
  name: names,
});

/** Makes a changed copy. */
export function mutated(value: JsonValue, mutations: readonly Mutation[]): JsonValue {
  const copy = structuredClone(value);
  for (const each of mutations) mutate(copy, each);
  return copy;
}

function mutate(root: JsonValue, { kind, place, other, value, name }: Mutation): void {
  const places = placesIn(root);
  const at = places[place % places.length];
  const from = places[other % places.length];
  if (at === undefined || from === undefined) return;
  const { holder, key } = holderOf(root, at);
  const old = (holder as { [key: string]: JsonValue })[key];
  if (old === undefined) return;
  switch (kind) {
    case "delete":
      dropKey(holder, key);
      break;
    case "rename":
      if (Array.isArray(holder)) break;
      dropKey(holder, key);
      setKey(holder, name, old);
      break;
    case "replace":
      setKey(holder, key, value);
      break;
    case "retarget":
      retarget(root, place, other);
      break;
    case "retype":
      if (isContainer(old) && !Array.isArray(old)) setKey(old, "type", TYPES[other % TYPES.length] ?? []);
      break;
    case "wrap":
      setKey(holder, key, wrapped(old, other));
      break;
    case "insert":
      if (isContainer(old) && !Array.isArray(old)) setKey(old, name, value);
      break;
    case "copy":
      setKey(holder, key, structuredClone(valueAt(root, from) ?? null));
      break;
    case "define": {
      const { definitions } = root as { definitions?: JsonValue };
      const { v2 } = (isContainer(definitions) ? definitions : {}) as { v2?: JsonValue };
      const group = other % 2 === 0 ? definitions : v2;
      if (isContainer(group) && !Array.isArray(group))
        setKey(group, name, isContainer(old) ? structuredClone(old) : value);
      break;
    }
    case "empty":
      if (isContainer(old)) setKey(holder, key, Array.isArray(old) ? [] : {});
      break;
    case "nest":
      setKey(holder, key, nested(old, [40, 70, 300][other % 3] ?? 40, other));
      break;
  }
}

function retarget(root: JsonValue, place: number, other: number): void {
  const references = placesIn(root).filter((at) => at.at(-1) === "$ref");
  const at = references[place % references.length];
  if (at === undefined) return;
  const { holder, key } = holderOf(root, at);
  const targets = [...REFERENCES, ...definitionsIn(root).map((name) => `#/definitions/v2/${name}`)];
  setKey(holder, key, targets[other % targets.length] ?? "");
}

function definitionsIn(root: JsonValue): readonly string[] {
  const { definitions } = root as { definitions?: { v2?: JsonValue } };
  return isContainer(definitions?.v2) ? Object.keys(definitions.v2) : [];
}

function wrapped(value: JsonValue, how: number): JsonValue {
  const ways: readonly JsonValue[] = [
    [value],
    { allOf: [value] },
    { anyOf: [value, value] },
    { oneOf: [value, { type: "null" }] },
    { items: value, type: "array" },
    { not: value },
    { properties: { inner: value } },
    { additionalProperties: value },
  ];
  return ways[how % ways.length] ?? value;
}

function nested(value: JsonValue, depth: number, how: number): JsonValue {
  let inner = value;
  for (let level = 0; level < depth; level++)
    inner = how % 2 === 0 ? { type: "array", items: inner } : { allOf: [inner] };
  return inner;
}

function holderOf(root: JsonValue, at: JsonPath): { readonly holder: JsonContainer; readonly key: string } {
  const holder = valueAt(root, at.slice(0, -1));
  return { holder: isContainer(holder) ? holder : {}, key: String(at.at(-1)) };
}

function valueAt(root: JsonValue, at: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const key of at) value = isContainer(value) ? (value as { [key: string]: JsonValue })[key] : undefined;
  return value;
}
