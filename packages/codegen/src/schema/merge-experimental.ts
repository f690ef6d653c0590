import { isDeepStrictEqual } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import {
  excerpt,
  isJsonObject,
  ownValue,
  pointerTo,
  type JsonSchema,
  type JsonSchemaObject,
  type SchemaBundle,
  valuesOf,
} from "./json-schema.js";
import { KEYWORDS } from "./keywords.js";

/**
 * One superset of what a runtime prints without and with `--experimental`. It does not mark what is experimental itself:
 * that is what only the second has. Definitions, properties and cases of unions that are get `x-experimental`.
 */
export function mergeExperimental(stable: SchemaBundle, experimental: SchemaBundle): SchemaBundle {
  const definitions = new Map(stable.definitions);
  for (const [name, { schema, pointer }] of experimental.definitions) {
    const known = stable.definitions.get(name);
    const place = { file: experimental.file, pointer };
    const merged = known === undefined ? marked(schema) : superset(known.schema, schema, place);
    definitions.set(name, { schema: merged, pointer });
  }
  return {
    ...experimental,
    runtimeVersion: stable.runtimeVersion ?? experimental.runtimeVersion,
    definitions,
  };
}

interface Place {
  readonly file: string;
  readonly pointer: string;
}

function marked(schema: JsonSchema): JsonSchema {
  const open = schema === false ? { not: {} } : schema === true ? {} : schema;
  return { ...open, "x-experimental": true };
}

/** What only the stable schema has stays, but stands nowhere in the experimental one. */
function kept(schema: JsonSchema): JsonSchema {
  return typeof schema === "boolean" ? schema : { ...schema, "x-merged": true };
}

function superset(stable: JsonSchema, experimental: JsonSchema, place: Place): JsonSchema {
  if (isDeepStrictEqual(stable, experimental)) return experimental;
  if (typeof stable === "boolean" || typeof experimental === "boolean")
    throw changed(place, stable, experimental);
  const merged: Record<string, unknown> = {};
  const grown: JsonSchema[] = [];
  for (const keyword of new Set([...Object.keys(experimental), ...Object.keys(stable)])) {
    const added = addedValues(keyword, stable, experimental);
    if (added !== undefined) {
      const known = ownValue<unknown>(stable, keyword);
      grown.push({
        anyOf: [{ [keyword]: known }, { [keyword]: added, "x-experimental": true }],
        "x-merged": true,
      });
      continue;
    }
    const value = supersetOfKeyword(keyword, stable, experimental, place);
    if (value !== undefined) merged[keyword] = value;
  }
  const allOf = [...((merged["allOf"] as readonly JsonSchema[] | undefined) ?? []), ...grown];
  return allOf.length === 0 ? merged : { ...merged, allOf };
}

/** The values that `experimental` has beside those of `stable`, where the keyword lists what there can be. */
function addedValues(
  keyword: string,
  stable: JsonSchemaObject,
  experimental: JsonSchemaObject,
): readonly unknown[] | undefined {
  if (keyword !== "enum" && keyword !== "type") return undefined;
  const [old, young] = [stable[keyword], experimental[keyword]];
  if (old === undefined || young === undefined) return undefined;
  const without = (all: unknown, some: unknown) =>
    [all].flat().filter((value) => ![some].flat().some((one) => isDeepStrictEqual(one, value)));
  const added = without(young, old);
  return added.length > 0 && without(old, young).length === 0 ? added : undefined;
}

function supersetOfKeyword(
  keyword: string,
  stable: JsonSchemaObject,
  experimental: JsonSchemaObject,
  from: Place,
): unknown {
  const place = { ...from, pointer: pointerTo(from.pointer, keyword) };
  const old = ownValue<unknown>(stable, keyword);
  const young = ownValue<unknown>(experimental, keyword);
  switch (keyword) {
    case "properties":
      return supersetOfProperties(stable.properties, experimental.properties ?? {}, place);
    case "required":
      return supersetOfRequired(stable, experimental, from);
    case "oneOf":
    case "anyOf":
      return supersetOfCases(stable[keyword], experimental[keyword] ?? [], place);
    default:
  }
  const { reading, holds } = KEYWORDS.get(keyword) ?? { reading: "words", holds: undefined };
  // Words, and what no type can express.
  if (reading !== "exact" && !SHAPING.has(keyword)) return old ?? young;
  if (reading === "exact" && holds !== undefined && isJsonObject(old) && isJsonObject(young))
    return superset(old, young, place);
  if (holds !== undefined && Array.isArray(old) && Array.isArray(young) && old.length === young.length) {
    return old.map((schema: JsonSchema, index) =>
      superset(schema, young[index] as JsonSchema, { ...place, pointer: pointerTo(place.pointer, index) }),
    );
  }
  if (!isDeepStrictEqual(old, young)) throw changed(from, old, young);
  return young;
}

/** Keywords that no type expresses in full, and that settle part of one all the same. */
const SHAPING = new Set([
  "patternProperties",
  "propertyNames",
  "unevaluatedProperties",
  "unevaluatedItems",
  "minItems",
  "maxItems",
]);

/** A property that is new may be required; one that is known stays as it is. */
function supersetOfRequired(
  { required: old = [], properties: known = {} }: JsonSchemaObject,
  { required: young = [], properties = {} }: JsonSchemaObject,
  place: Place,
): readonly string[] | undefined {
  const added = Object.keys(properties).filter((name) => !Object.hasOwn(known, name));
  const kept = young.filter((name) => !added.includes(name));
  if (!isDeepStrictEqual(new Set(kept), new Set(old)))
    throw changed(place, { required: old }, { required: young });
  return young.length === 0 ? undefined : young;
}

type Properties = NonNullable<JsonSchemaObject["properties"]>;

function supersetOfProperties(stable: Properties = {}, experimental: Properties, place: Place): Properties {
  const onlyStable = Object.entries(stable).filter(([name]) => !Object.hasOwn(experimental, name));
  return Object.fromEntries([
    ...onlyStable.map(([name, schema]) => [name, kept(schema)] as const),
    ...Object.entries(experimental).map(([name, schema]) => {
      const known = ownValue(stable, name);
      const at = { ...place, pointer: pointerTo(place.pointer, name) };
      return [name, known === undefined ? marked(schema) : superset(known, schema, at)] as const;
    }),
  ]);
}

function supersetOfCases(
  stable: readonly JsonSchema[] = [],
  experimental: readonly JsonSchema[],
  place: Place,
): readonly JsonSchema[] {
  const known = pairsOf(stable, experimental);
  const merged = experimental.map((schema, index) => {
    const one = known.get(schema);
    if (one === undefined) return marked(schema);
    return superset(one, schema, { ...place, pointer: pointerTo(place.pointer, index) });
  });
  const met = new Set(known.values());
  // A case without a tag that the experimental schema has in another form is one case more.
  return [...merged, ...stable.filter((schema) => !met.has(schema)).map(kept)];
}

/** Of the cases of `experimental`, those that are in `stable`, with what they are there: the same, or else one of the same tag. Each once. */
function pairsOf(
  stable: readonly JsonSchema[],
  experimental: readonly JsonSchema[],
): ReadonlyMap<JsonSchema, JsonSchema> {
  const pairs = new Map<JsonSchema, JsonSchema>();
  const met = new Set<JsonSchema>();
  const pairUp = (isSame: (old: JsonSchema, young: JsonSchema) => boolean) => {
    for (const young of experimental) {
      const old = pairs.has(young) ? undefined : stable.find((one) => !met.has(one) && isSame(one, young));
      if (old === undefined) continue;
      met.add(old);
      pairs.set(young, old);
    }
  };
  pairUp(isDeepStrictEqual);
  pairUp((old, young) => tagOf(young) !== undefined && tagOf(old) === tagOf(young));
  return pairs;
}

/** What tells a case of a union apart: its properties that have one value, such as `type` or `method`. */
function tagOf(schema: JsonSchema): string | undefined {
  if (typeof schema === "boolean") return undefined;
  const tags = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const values = typeof property === "boolean" ? undefined : valuesOf(property);
    return values?.length === 1 ? [`${name}=${JSON.stringify(values[0])}`] : [];
  });
  return tags.length === 0 ? undefined : tags.sort().join();
}

function changed({ file, pointer }: Place, stable: unknown, experimental: unknown): CodegenError {
  return new CodegenError({
    message: "The experimental schema changes what the stable one says, instead of adding to it.",
    file,
    pointer,
    found: excerpt(experimental),
    expected: excerpt(stable),
    fix: "Give the two outputs of one runtime: without and with --experimental. If they are, the generator needs a rule for this.",
  });
}
