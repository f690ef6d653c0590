import { isDeepStrictEqual } from "node:util";
import { isContainer, type JsonValue } from "../fuzz/json.js";
import { type Judge } from "./judge.js";
import { HOME, targetOf, type Schemas } from "./references.js";
import { fragmentOf, innerSchemas, isSchemaObject, type Schema, type SchemaObject } from "./schema-places.js";

/** A schema that speaks of a value. `path` is where it stands; what is made from a literal stands nowhere. */
interface Speaker {
  readonly schema: SchemaObject;
  readonly path: readonly string[];
}

/** All that a definition says of one place of a valid value: of several cases the first that admits the value. */
export class Speakers {
  readonly #document: Document;
  readonly #speakers: readonly Speaker[];
  readonly #value: JsonValue;

  private constructor(document: Document, roots: readonly Placed[], value: JsonValue) {
    this.#document = document;
    this.#value = value;
    this.#speakers = roots.flatMap((root) => document.speakers(root, value, new Set()));
  }

  /** What the definition `name` says of a value that it admits. */
  static ofDefinition(document: Document, name: string, value: JsonValue): Speakers {
    return new Speakers(
      document,
      [{ schema: document.definitions[name] ?? true, path: [...HOME, name] }],
      value,
    );
  }

  /** What is said of a key's value, or `undefined` where nothing names the key or says that there may be others. */
  ofKey(key: string): Speakers | undefined {
    const found = this.#speakers.map(({ schema, path }) => keySchemas(schema, path, key, this.#value));
    if (found.every((one) => one === undefined)) return undefined;
    return new Speakers(
      this.#document,
      found.flatMap((one) => one ?? []),
      partOf(this.#value, key),
    );
  }

  /** What is said of an element. */
  ofElement(index: number): Speakers {
    const found = this.#speakers.flatMap(({ schema, path }) =>
      elementSchemas(schema, path, index, this.#value),
    );
    return new Speakers(this.#document, found, partOf(this.#value, index));
  }

  /** Whether some case, be it another one than this value's, names a key. */
  nameSomeKey(): boolean {
    return this.#speakers.some(({ schema }) => this.#document.namesSomeKey(schema, new Set()));
  }
}

interface Placed {
  readonly schema: Schema;
  readonly path: readonly string[];
}

/** A document with the judge of its values. */
export class Document {
  readonly definitions: Schemas;
  readonly #root: JsonValue;
  readonly #judge: Judge;

  constructor(definitions: Schemas, judge: Judge) {
    this.definitions = definitions;
    this.#root = { [HOME[0]]: { [HOME[1]]: definitions as Record<string, JsonValue> } };
    this.#judge = judge;
  }

  /** The schemas that speak of a value together. What `if`, `not` and the like say of it is not counted on. */
  speakers({ schema, path }: Placed, value: JsonValue, seen: Set<Schema>): readonly Speaker[] {
    if (typeof schema === "boolean" || seen.has(schema)) return [];
    seen.add(schema);
    const all: Speaker[] = [{ schema, path }];
    const { $ref } = schema;
    const target = typeof $ref === "string" ? this.#target($ref) : undefined;
    if (target !== undefined) all.push(...this.speakers(target, value, seen));
    const chosen = new Set<string>();
    for (const inner of innerSchemas(schema)) {
      if (!["allOf", "anyOf", "oneOf"].includes(inner.keyword)) continue;
      const placed = { schema: inner.schema, path: [...path, ...inner.path] };
      if (inner.keyword !== "allOf") {
        if (chosen.has(inner.keyword) || !this.#admits(placed, value)) continue;
        chosen.add(inner.keyword);
      }
      all.push(...this.speakers(placed, value, seen));
    }
    return all;
  }

  namesSomeKey(schema: Schema, seen: Set<Schema>): boolean {
    if (typeof schema === "boolean" || seen.has(schema)) return false;
    seen.add(schema);
    const { properties, required, $ref, const: literal, enum: literals } = schema;
    const values = [literal ?? null, ...(Array.isArray(literals) ? literals : [])];
    if (isContainer(properties) && Object.keys(properties).length > 0) return true;
    if (Array.isArray(required) && required.length > 0) return true;
    if (values.some((value) => isSchemaObject(value) && Object.keys(value).length > 0)) return true;
    const target = typeof $ref === "string" ? this.#target($ref) : undefined;
    const others = innerSchemas(schema).filter(({ sameValue }) => sameValue);
    return [...(target === undefined ? [] : [target]), ...others].some((one) =>
      this.namesSomeKey(one.schema, seen),
    );
  }

  #admits({ schema, path }: Placed, value: JsonValue): boolean {
    const fragment = fragmentOf(path);
    return typeof schema === "boolean"
      ? schema
      : fragment !== undefined && this.#judge.admits(fragment, value) === true;
  }

  #target($ref: string): Placed | undefined {
    const schema = targetOf(this.#root, this.definitions, $ref);
    if (schema === undefined) return undefined;
    if ($ref.startsWith("#/")) return { schema, path: pathOf($ref) };
    return { schema, path: pathTo(schema, this.definitions) };
  }
}

function keySchemas(
  schema: SchemaObject,
  path: readonly string[],
  key: string,
  value: JsonValue,
): readonly Placed[] | undefined {
  const { properties, patternProperties, additionalProperties, required } = schema;
  const found: Placed[] = [...literalPart(schema, value, key)];
  if (isSchemaObject(properties) && Object.hasOwn(properties, key))
    found.push({ schema: properties[key] as Schema, path: [...path, "properties", key] });
  for (const [pattern, one] of Object.entries(isSchemaObject(patternProperties) ? patternProperties : {})) {
    if (new RegExp(pattern, "u").test(key))
      found.push({ schema: one as Schema, path: [...path, "patternProperties", pattern] });
  }
  if (found.length === 0 && additionalProperties !== undefined && additionalProperties !== false)
    return [{ schema: additionalProperties as Schema, path: [...path, "additionalProperties"] }];
  const named = found.length > 0 || (Array.isArray(required) && required.includes(key));
  return named ? found : undefined;
}

function elementSchemas(
  schema: SchemaObject,
  path: readonly string[],
  index: number,
  value: JsonValue,
): readonly Placed[] {
  const { items, prefixItems, additionalItems } = schema;
  const found: Placed[] = [...literalPart(schema, value, index)];
  const add = (one: JsonValue | undefined, ...keys: readonly string[]): void => {
    if (one !== undefined) found.push({ schema: one as Schema, path: [...path, ...keys] });
  };
  if (Array.isArray(items)) {
    if (index < items.length) add(items[index], "items", String(index));
    else add(additionalItems, "additionalItems");
  } else if (Array.isArray(prefixItems) && index < prefixItems.length)
    add(prefixItems[index], "prefixItems", String(index));
  else add(items, "items");
  return found;
}

/** What a literal that equals the value says of a part of it. */
function literalPart(schema: SchemaObject, value: JsonValue, key: string | number): readonly Placed[] {
  const literals = [
    ...("const" in schema ? [schema["const"]] : []),
    ...(Array.isArray(schema["enum"]) ? schema["enum"] : []),
  ];
  return literals.some((literal) => isDeepStrictEqual(literal, value))
    ? [{ schema: { const: partOf(value, key) }, path: [] }]
    : [];
}

function partOf(value: JsonValue, key: string | number): JsonValue {
  return isContainer(value) ? ((value as Record<string, JsonValue>)[key] ?? null) : null;
}

function pathOf(fragment: string): readonly string[] {
  return fragment
    .split("/")
    .slice(1)
    .map((escaped) => decodeURIComponent(escaped).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function pathTo(schema: Schema, definitions: Schemas): readonly string[] {
  const find = (from: Schema, path: readonly string[]): readonly string[] | undefined => {
    if (from === schema) return path;
    for (const inner of innerSchemas(from)) {
      const found = find(inner.schema, [...path, ...inner.path]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const [name, from] of Object.entries(definitions)) {
    const found = find(from, [...HOME, name]);
    if (found !== undefined) return found;
  }
  return [];
}
