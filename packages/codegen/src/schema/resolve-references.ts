import { unreadable } from "./check-schema.js";
import { checkSchema } from "./check-schema.js";
import { excerpt, pointerTo, referenceTo, type JsonSchema, type SchemaDefinition } from "./json-schema.js";
import { type ReferenceIndex, tokensOf } from "./reference-index.js";
import { mapSubschemas, subschemasOf } from "./subschemas.js";

/** A definition as it stands in the file, references and all. */
export interface RawDefinition {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly pointer: string;
}

/**
 * Gives everything that is referred to a name: definitions inside definitions, and schemas that a pointer finds somewhere
 * else in the file, become definitions like any other. Each reference of the result names one.
 */
export function resolveReferences(
  raw: readonly RawDefinition[],
  index: ReferenceIndex,
  file: string,
): readonly (SchemaDefinition & { readonly name: string })[] {
  const names = new NamesOfPlaces(raw);
  const open = [...raw, ...raw.flatMap((definition) => names.addLocalDefinitions(definition))];
  const resolved: (SchemaDefinition & { name: string })[] = [];

  const referTo = (reference: string, from: string): string => {
    const place = { file, pointer: pointerTo(from, "$ref") };
    const target = index.resolve(reference, from);
    if (target === undefined)
      throw unreadable(place, excerpt(reference), "a reference to something in this file", REMOTE);
    const known = names.at(target);
    if (known !== undefined) return known;
    const schema = index.at(target);
    if (schema === undefined)
      throw unreadable(place, excerpt(reference), "a reference to a definition that there is");
    checkSchema(schema, { file, pointer: target });
    const hoisted = names.add(target, schema);
    open.push(hoisted, ...names.addLocalDefinitions(hoisted));
    return hoisted.name;
  };
  const rewrite = (schema: JsonSchema, pointer: string): JsonSchema => {
    if (typeof schema === "boolean") return schema;
    const { $ref, definitions: _local, $defs: _localToo, ...rest } = schema;
    const reference = $ref === undefined ? {} : { $ref: referenceTo(referTo($ref, pointer)) };
    return mapSubschemas({ ...reference, ...rest }, (inner, keys) =>
      rewrite(inner, pointerTo(pointer, ...keys)),
    );
  };
  // Grows while it is walked: what is referred to is itself referring.
  for (const { name, schema, pointer } of open) {
    resolved.push({ name, schema: rewrite(schema, pointer), pointer });
  }
  return resolved;
}

const REMOTE = "Write what it refers to into this file, under `definitions`.";

/** Which definition stands at which place of the file. */
class NamesOfPlaces {
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;

  constructor(raw: readonly RawDefinition[]) {
    for (const { name, pointer } of raw) this.#names.set(pointer, name);
    this.#taken = new Set(raw.map(({ name }) => name));
  }

  /**
   * The definition at `pointer`. Definitions of all namespaces stand side by side, so that one is found under its name in
   * whichever namespace a reference looks for it.
   */
  at(pointer: string): string | undefined {
    const exact = this.#names.get(pointer);
    if (exact !== undefined) return exact;
    const [, name] = /^\/(?:definitions|\$defs)\/(?:v\d+\/)?([^/]+)$/.exec(pointer) ?? [];
    const [last] = name === undefined ? [] : tokensOf(`/${name}`);
    return last !== undefined && this.#taken.has(last) ? last : undefined;
  }

  /** Names the schema at `pointer` after where it stands. */
  add(pointer: string, schema: JsonSchema): RawDefinition {
    const owner = this.#ownerOf(pointer);
    const within = tokensOf(pointer.slice(owner?.length ?? 0)).filter((token) => !CONTAINERS.has(token));
    const title = typeof schema === "object" && pointer === "" ? (schema.title ?? "Root") : "";
    const name = [owner === undefined ? title : this.#names.get(owner), ...within].map(pascalCase).join("");
    return { name: this.#take(pointer, [name]), schema, pointer };
  }

  /** Names the definitions that `outer` holds: by their own name where that is free. */
  addLocalDefinitions(outer: RawDefinition): readonly RawDefinition[] {
    const visit = (schema: JsonSchema, pointer: string): readonly RawDefinition[] =>
      subschemasOf(schema).flatMap(({ schema: inner, keys }) => {
        const at = pointerTo(pointer, ...keys);
        const [keyword, own] = keys;
        const isDefinition = keyword === "definitions" || keyword === "$defs";
        if (!isDefinition || this.#names.has(at)) return visit(inner, at);
        const choices = [String(own), `${outer.name}${pascalCase(String(own))}`];
        return [{ name: this.#take(at, choices), schema: inner, pointer: at }, ...visit(inner, at)];
      });
    return visit(outer.schema, outer.pointer);
  }

  #ownerOf(pointer: string): string | undefined {
    for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
      if (this.#names.has(at)) return at;
    }
    return undefined;
  }

  #take(pointer: string, choices: readonly string[]): string {
    const last = choices.at(-1) ?? "";
    const free = (name: string) => name !== "" && !this.#taken.has(name);
    let name = choices.find(free);
    for (let count = 2; name === undefined; count++) {
      const numbered = `${last}${String(count)}`;
      if (free(numbered)) name = numbered;
    }
    this.#taken.add(name);
    this.#names.set(pointer, name);
    return name;
  }
}

/** Keywords whose names say nothing about the schema that stands under them. */
const CONTAINERS = new Set(["properties", "definitions", "$defs", "patternProperties"]);

function pascalCase(text: string | undefined): string {
  return (text ?? "")
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
