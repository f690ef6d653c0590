import { isContainer, setKey, type JsonValue } from "../fuzz/json.js";

/** A JSON Schema of either dialect, whatever it says. */
export type Schema = boolean | SchemaObject;

/** The object form of a {@link Schema}. */
export interface SchemaObject {
  [keyword: string]: JsonValue;
}

/** Which JSON Schema a document is written in. */
export type Dialect = "draft-07" | "2020-12";

/** Keywords that hold one schema. `items` may hold a list instead. */
const ONE = new Set([
  "items",
  "additionalItems",
  "contains",
  "additionalProperties",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
  "not",
  "if",
  "then",
  "else",
  "contentSchema",
]);
const LIST = new Set(["items", "prefixItems", "allOf", "anyOf", "oneOf"]);
/** `dependencies` holds lists of names beside schemas. */
const BY_NAME = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "$defs",
  "dependentSchemas",
  "dependencies",
]);
/** Keywords whose schemas speak of the very value that the schema around them speaks of. */
const SAME_VALUE = new Set([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependencies",
]);

/** Whether a value of a schema document is a schema, where one may stand. */
export function isSchema(value: JsonValue | undefined): value is Schema {
  return typeof value === "boolean" || isSchemaObject(value);
}

/** Whether a value is the object form of a schema. */
export function isSchemaObject(value: JsonValue | undefined): value is SchemaObject {
  return isContainer(value) && !Array.isArray(value);
}

/** A schema within another one. */
export interface Inner {
  /** The keyword of the outer schema that holds it. */
  readonly keyword: string;
  /** The keys that lead to it from the outer schema. */
  readonly path: readonly string[];
  readonly schema: Schema;
  /** Whether it speaks of the same value as the outer one, and not of a part of it. */
  readonly sameValue: boolean;
}

/** The schemas that stand right within a schema. */
export function innerSchemas(schema: Schema): readonly Inner[] {
  if (typeof schema === "boolean") return [];
  return Object.entries(schema).flatMap(([keyword, value]): readonly Inner[] => {
    const sameValue = SAME_VALUE.has(keyword);
    const held = (key: readonly string[], one: JsonValue): readonly Inner[] =>
      isSchema(one) ? [{ keyword, path: [keyword, ...key], schema: one, sameValue }] : [];
    if (LIST.has(keyword) && Array.isArray(value))
      return value.flatMap((one, index) => held([String(index)], one));
    if (BY_NAME.has(keyword) && isSchemaObject(value))
      return Object.entries(value).flatMap(([name, one]) => held([name], one));
    return ONE.has(keyword) ? held([], value) : [];
  });
}

/** A schema and where it stands. */
export interface Placed {
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** Every schema within a schema, itself first. */
export function schemasIn(schema: Schema, path: readonly string[] = []): readonly Placed[] {
  return [
    { path, schema },
    ...innerSchemas(schema).flatMap((inner) => schemasIn(inner.schema, [...path, ...inner.path])),
  ];
}

/** A copy in which `change` has replaced every object schema, the inmost first. */
export function changedSchemas(schema: Schema, change: (schema: SchemaObject) => Schema): Schema {
  if (typeof schema === "boolean") return schema;
  const copy: SchemaObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const one = (held: JsonValue): JsonValue => (isSchema(held) ? changedSchemas(held, change) : held);
    if (LIST.has(keyword) && Array.isArray(value)) setKey(copy, keyword, value.map(one));
    else if (BY_NAME.has(keyword) && isSchemaObject(value)) {
      const named: SchemaObject = {};
      for (const [name, held] of Object.entries(value)) setKey(named, name, one(held));
      setKey(copy, keyword, named);
    } else setKey(copy, keyword, ONE.has(keyword) ? one(value) : value);
  }
  return change(copy);
}

/** A path as a URI fragment that holds a JSON pointer, or `undefined` where no URI can say it. */
export function fragmentOf(path: readonly string[]): string | undefined {
  if (path.some((key) => /\p{Surrogate}/u.test(key))) return undefined;
  return `#${path.map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`;
}

/** What stands at a fragment of a document: the way back from {@link fragmentOf}. */
export function schemaAt(root: JsonValue, fragment: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const escaped of fragment.split("/").slice(1)) {
    const key = decodeURIComponent(escaped).replaceAll("~1", "/").replaceAll("~0", "~");
    value = isContainer(value) && Object.hasOwn(value, key) ? (value as SchemaObject)[key] : undefined;
  }
  return value;
}
