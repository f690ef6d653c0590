import { isDeepStrictEqual } from "node:util";
import { isContainer, type JsonValue } from "../fuzz/json.js";
import type { Judge } from "./judge.js";
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
    const named = this.#speakers.map((speaker) => namedSchemas(speaker, key, this.#value));
    // A type may leave it at what is said of a key by its name, and drop what is said of keys like it.
    const found = named.some((one) => one !== undefined)
      ? named
      : this.#speakers.map((speaker) => likeSchemas(speaker, key));
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

const KINDS_AND_LITERALS = ["type", "const", "enum", "properties", "required"];
const PARTS = ["additionalProperties", "items", "prefixItems"];

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
    const inner = innerSchemas(schema).map((one) => ({ ...one, path: [...path, ...one.path] }));
    for (const placed of inner.filter(({ keyword }) => keyword === "allOf"))
      all.push(...this.speakers(placed, value, seen));
    for (const keyword of ["anyOf", "oneOf"]) {
      const cases = inner.filter((one) => one.keyword === keyword && this.#admits(one, value));
      // A case that admits anything at all is all that is left of the others.
      const chosen = cases.find((one) => !this.#constrains(one.schema, new Set())) ?? cases[0];
      if (chosen !== undefined) all.push(...this.speakers(chosen, value, seen));
    }
    return all;
  }

  /** Whether a schema says something of a value that a type can say. */
  #constrains(schema: Schema, seen: Set<Schema>): boolean {
    if (typeof schema === "boolean" || seen.has(schema)) return !schema;
    seen.add(schema);
    if (KINDS_AND_LITERALS.some((keyword) => keyword in schema)) return true;
    if (PARTS.some((keyword) => ![undefined, true].includes(schema[keyword] as true | undefined)))
      return true;
    const { $ref, allOf = [] } = schema;
    const target = typeof $ref === "string" ? this.#target($ref)?.schema : undefined;
    const members = [...(target === undefined ? [] : [target]), ...(allOf as readonly Schema[])];
    if (members.some((one) => this.#constrains(one, seen))) return true;
    return [schema["anyOf"], schema["oneOf"]].some(
      (cases) =>
        Array.isArray(cases) && (cases as readonly Schema[]).every((one) => this.#constrains(one, seen)),
    );
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

/** What is said of a key by its name. */
function namedSchemas(
  { schema, path }: Speaker,
  key: string,
  value: JsonValue,
): readonly Placed[] | undefined {
  const { properties, required } = schema;
  const found: Placed[] = [...literalPart(schema, value, key)];
  if (isSchemaObject(properties) && Object.hasOwn(properties, key))
    found.push({ schema: properties[key] as Schema, path: [...path, "properties", key] });
  const named = found.length > 0 || (Array.isArray(required) && required.includes(key));
  return named ? found : undefined;
}

/** What is said of a key that has no name of its own: by the first pattern that it matches, or of all others. */
function likeSchemas({ schema, path }: Speaker, key: string): readonly Placed[] | undefined {
  const { patternProperties = {}, additionalProperties = false } = schema;
  for (const [pattern, one] of Object.entries(patternProperties as Record<string, Schema>)) {
    if (new RegExp(pattern, "u").test(key))
      return [{ schema: one, path: [...path, "patternProperties", pattern] }];
  }
  if (additionalProperties === false) return undefined;
  return [{ schema: additionalProperties as Schema, path: [...path, "additionalProperties"] }];
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
