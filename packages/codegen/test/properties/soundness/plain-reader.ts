import type { JsonValue } from "../fuzz/json.js";
import { exactType } from "./literal.js";
import type { WiderReading } from "../../../src/protocol/protocol.js";
import type { Reading } from "./read.js";
import { HOME, targetOf, type Schemas } from "./references.js";
import { isSchemaObject, type Schema, type SchemaObject } from "./schema-places.js";

/** Ways in which a reader may go wrong, each of which this harness must find. */
export type Slip =
  | "everything is unknown"
  | "required is forgotten"
  | "everything is required"
  | "required without a schema is forgotten"
  | "only the first case counts"
  | "only the first member counts"
  | "cases beside properties are forgotten"
  | "what stands beside a reference is forgotten"
  | "literals are of their kind"
  | "a literal object is any object"
  | "without type it is an object"
  | "null is forgotten"
  | "elements of a tuple are required"
  | "a tuple is a list of its elements"
  | "a closed tuple is open"
  | "a map is an open object"
  | "bounds are not recorded"
  | "whole numbers are not recorded";

const KINDS = ["string", "number", "boolean", "null", "array", "object"] as const;
/** What a schema admits of each kind of value; a kind that it does not admit is absent. */
type Kinds = Partial<Record<(typeof KINDS)[number], string>>;

/** Keywords of objects and lists that TypeScript can say; all but these and the rest below make a type wider. */
const READ = new Set(
  (
    "type const enum $ref allOf anyOf properties required additionalProperties items prefixItems additionalItems minItems " +
    // Words.
    "$anchor $comment title description default examples deprecated readOnly writeOnly enumDescriptions contentEncoding " +
    "contentMediaType contentSchema _enum markdownDescription x-order x-side x-method definitions $defs"
  ).split(" "),
);

/**
 * Translates a bundle without any regard for how the types look: a kind of value at a time, intersections as TypeScript's own.
 * It shares nothing with the generator, so it tells whether this harness objects to types that are right; with a slip,
 * whether it sees types that are wrong.
 */
export class PlainReader {
  readonly #slip: Slip | undefined;
  readonly #wider: WiderReading[] = [];
  readonly #places = new Map<string, string>();
  readonly #open = new Map<Schema, string | undefined>();
  readonly #lines: string[] = [];
  #aliases = 0;
  #definitions: Schemas = {};

  constructor(slip?: Slip) {
    this.#slip = slip;
  }

  read(bundle: object): Reading {
    this.#definitions = (bundle as { definitions: { v2: Schemas } }).definitions.v2;
    const add = (name: string, schema: Schema): void => {
      const text = this.#text(schema);
      this.#lines.push(`export type ${name} = ${text};`);
    };
    for (const [name, schema] of Object.entries(this.#definitions)) add(name, schema);
    // Places that places refer to are added while these are printed.
    for (const [$ref, name] of this.#places) add(name, this.#target($ref));
    return { kind: "read", types: this.#lines.join("\n"), wider: this.#wider };
  }

  #text(schema: Schema): string {
    if (schema === true || this.#slip === "everything is unknown") return "unknown";
    const reference = isSchemaObject(schema) ? schema["$ref"] : undefined;
    if (typeof reference === "string" && Object.keys(schema).length === 1) return this.#name(reference);
    // What it holds may lead back to it, in the midst of it: it has a name then.
    if (this.#open.has(schema)) {
      const name = this.#open.get(schema) ?? `Loop${String(this.#aliases++)}`;
      this.#open.set(schema, name);
      return name;
    }
    this.#open.set(schema, undefined);
    const kinds = this.#kinds(schema);
    const text = kinds === undefined ? "unknown" : Object.values(kinds).join(" | ") || "never";
    const name = this.#open.get(schema);
    this.#open.delete(schema);
    if (name === undefined) return text;
    this.#lines.push(`export type ${name} = ${text};`);
    return name;
  }

  #name($ref: string): string {
    const path = $ref.split("/");
    if ($ref.startsWith("#/") && path.length === HOME.length + 2) return path.at(-1) ?? "";
    const known = this.#places.get($ref) ?? `Place${String(this.#places.size)}`;
    this.#places.set($ref, known);
    return known;
  }

  #target($ref: string): Schema {
    return (
      targetOf({ [HOME[0]]: { [HOME[1]]: this.#definitions as SchemaObject } }, this.#definitions, $ref) ??
      true
    );
  }

  /** What a schema admits, or `undefined` where it admits anything. */
  #kinds(schema: Schema): Kinds | undefined {
    if (schema === true) return undefined;
    if (schema === false) return {};
    this.#record(schema);
    const parts: (Kinds | undefined)[] = [];
    const { $ref, const: literal, enum: literals, allOf, anyOf, oneOf } = schema;
    parts.push(this.#plain(schema));
    if ("const" in schema) parts.push(this.#literals([literal ?? null]));
    if (Array.isArray(literals)) parts.push(this.#literals(literals));
    const forgets = (slip: Slip): boolean => this.#slip === slip && Object.keys(schema).length > 1;
    if (typeof $ref === "string") {
      const target = this.#kinds(this.#target($ref));
      if (forgets("what stands beside a reference is forgotten")) return target;
      parts.push(target);
    }
    if (Array.isArray(allOf)) {
      const members = this.#slip === "only the first member counts" ? allOf.slice(0, 1) : allOf;
      parts.push(...members.map((one) => this.#kinds(one as Schema)));
    }
    for (const cases of [anyOf, oneOf]) {
      if (
        !Array.isArray(cases) ||
        ("properties" in schema && forgets("cases beside properties are forgotten"))
      )
        continue;
      parts.push(either(this.#cases(cases).map((one) => this.#kinds(one))));
    }
    this.#mergeObjects(parts);
    return both(parts);
  }

  /** Where intersections of objects are not what they should be, something true takes their place. */
  #mergeObjects(parts: readonly (Kinds | undefined)[]): void {
    const objects = parts.flatMap((one) => one?.object ?? []);
    if (objects.length < 2) return;
    // Of `{ a: { b?: string } } & { a: string }` any string is the `a`.
    const names = objects.flatMap((text) => [
      ...new Set([...text.matchAll(/("(?:[^"\\]|\\.)*")\??: /g)].map(([, name]) => name)),
    ]);
    if (new Set(names).size < names.length) this.#note("allOf");
    // Of `{ a: string } & { [key: string]: "x" }` no literal is: TypeScript takes the type of `a` from the first alone.
    for (const part of parts) {
      if (part?.object === undefined || !/\[key: string\]: (?!unknown|never)/.test(part.object)) continue;
      part.object = "{ [key: string]: unknown }";
      this.#note("allOf");
    }
  }

  #cases(cases: readonly JsonValue[]): readonly Schema[] {
    return (this.#slip === "only the first case counts" ? cases.slice(0, 1) : cases) as readonly Schema[];
  }

  #plain(schema: SchemaObject): Kinds | undefined {
    const { type } = schema;
    const describes = [...OBJECT, ...LIST].some((keyword) => keyword in schema);
    if (type === undefined && !describes) return undefined;
    const assumed =
      this.#slip === "without type it is an object" && OBJECT.some((keyword) => keyword in schema);
    const types = (type === undefined ? (assumed ? ["object"] : KINDS) : [type].flat()) as readonly string[];
    const kinds: Kinds = {};
    for (const one of types) {
      if (one === "array") kinds.array = this.#list(schema);
      else if (one === "object") kinds.object = this.#object(schema);
      else if (one === "null" && this.#slip === "null is forgotten" && types.length > 1) continue;
      else if (one === "integer") kinds.number = "number";
      else kinds[one as "string"] = one;
    }
    return kinds;
  }

  #literals(values: readonly JsonValue[]): Kinds {
    return (
      either(
        values.map((value): Kinds => {
          const kind = kindOf(value);
          const loose =
            this.#slip === "literals are of their kind" && ["string", "number", "boolean"].includes(kind);
          if (this.#slip === "a literal object is any object" && kind === "object")
            return { object: "{ [key: string]: unknown }" };
          return { [kind]: loose ? kind : literalType(value) };
        }),
      ) ?? {}
    );
  }

  #object(schema: SchemaObject): string {
    const { properties = {}, required = [], additionalProperties = true, patternProperties } = schema;
    const named = new Map(
      Object.entries(properties as Record<string, Schema>).map(([name, one]) => [name, this.#text(one)]),
    );
    const rest = additionalProperties === false ? "never" : this.#text(additionalProperties as Schema);
    const names = required as readonly string[];
    for (const name of names) {
      if (named.has(name)) continue;
      if (this.#slip === "required without a schema is forgotten") continue;
      named.set(name, patternProperties === undefined ? rest : "unknown");
    }
    const optional = (name: string): string =>
      this.#slip === "required is forgotten" ||
      (!names.includes(name) && this.#slip !== "everything is required")
        ? "?"
        : "";
    const members = [...named].map(([name, text]) => `${JSON.stringify(name)}${optional(name)}: ${text};`);
    const index =
      this.#slip === "a map is an open object" && isSchemaObject(additionalProperties) ? "unknown" : rest;
    const open = "additionalProperties" in schema && additionalProperties !== false;
    if (patternProperties !== undefined) members.push("[key: string]: unknown;");
    else if (members.length === 0) members.push(`[key: string]: ${index};`);
    else if (open) members.push(`[key: string]: ${[index, ...named.values(), "undefined"].join(" | ")};`);
    if (open && named.size > 0 && isSchemaObject(additionalProperties)) this.#note("additionalProperties");
    return `{ ${members.join(" ")} }`;
  }

  #list(schema: SchemaObject): string {
    const { items, prefixItems, additionalItems, minItems = 0, maxItems } = schema;
    const tuple = (Array.isArray(items) ? items : (prefixItems ?? [])) as readonly Schema[];
    const after = (Array.isArray(items) ? additionalItems : items) as Schema | undefined;
    const rest =
      after === false && this.#slip !== "a closed tuple is open"
        ? undefined
        : this.#text(after === false ? true : (after ?? true));
    const elements = tuple.map((one) => this.#text(one));
    if (this.#slip === "a tuple is a list of its elements" && elements.length > 0)
      return `(${[...elements, ...(rest === undefined ? [] : [rest])].join(" | ")})[]`;
    const least = this.#slip === "elements of a tuple are required" ? elements.length : Number(minItems);
    while (elements.length < least && rest !== undefined) elements.push(rest);
    if (elements.length < least) return "never";
    const cut = maxItems !== undefined && Number(maxItems) <= elements.length;
    if (maxItems !== undefined && !cut && rest !== undefined) this.#note("maxItems");
    const kept = cut ? elements.slice(0, Number(maxItems)) : elements;
    // Without labels, TypeScript 6.0 says of a list in an optional element, or in the rest, that it refers to itself.
    if (kept.length === 0 && rest !== undefined && !cut) return `(${rest})[]`;
    const marked = kept.map((text, index) => `e${String(index)}${index < least ? "" : "?"}: ${text}`);
    return `[${[...marked, ...(cut || rest === undefined ? [] : [`...${this.#alias(rest)}[]`])].join(", ")}]`;
  }

  /**
   * TypeScript 6.0 says of an alias that it refers to itself where it does so in a list that an unlabelled optional element holds,
   * or that is the rest's type without having a name.
   */
  #alias(text: string): string {
    const name = `Rest${String(this.#aliases++)}`;
    this.#lines.push(`export type ${name} = ${text};`);
    return name;
  }

  #record(schema: SchemaObject): void {
    if ([schema["type"]].flat().includes("integer") && this.#slip !== "whole numbers are not recorded")
      this.#note("type");
    if (this.#slip === "bounds are not recorded") return;
    for (const keyword of Object.keys(schema)) {
      if (!READ.has(keyword) && keyword !== "maxItems") this.#note(keyword);
    }
  }

  #note(keyword: string): void {
    this.#wider.push({ pointer: "", keyword, definition: "", kind: "shape", note: "" });
  }
}

const OBJECT = ["properties", "required", "additionalProperties", "patternProperties"];
const LIST = ["items", "prefixItems", "minItems", "maxItems"];

function kindOf(value: JsonValue): (typeof KINDS)[number] {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "object" ? "object" : (typeof value as "string");
}

/** `{}` would be the type of any value but null. */
function literalType(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(", ")}]`;
  if (typeof value !== "object" || value === null) return exactType(value);
  const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${literalType(one)}`);
  return members.length === 0 ? "{ [key: string]: never }" : `{ ${members.join("; ")} }`;
}

/** What all of several schemas admit. */
function both(parts: readonly (Kinds | undefined)[]): Kinds | undefined {
  const known = parts.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  return each((kind) => {
    const texts = known.map((one) => one[kind]);
    return texts.includes(undefined) ? undefined : texts.map((text) => `(${text ?? ""})`).join(" & ");
  });
}

/** What any of several schemas admits. */
function either(parts: readonly (Kinds | undefined)[]): Kinds | undefined {
  if (parts.includes(undefined)) return undefined;
  return each((kind) => parts.flatMap((one) => one?.[kind] ?? []).join(" | ") || undefined);
}

function each(text: (kind: (typeof KINDS)[number]) => string | undefined): Kinds {
  const kinds: Kinds = {};
  for (const kind of KINDS) {
    const said = text(kind);
    if (said !== undefined) kinds[kind] = said;
  }
  return kinds;
}
