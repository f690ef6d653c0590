import { isDeepStrictEqual } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import {
  isJsonObject,
  pointerTo,
  type JsonSchema,
  type JsonSchemaObject,
  type SchemaBundle,
} from "./json-schema.js";

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
  return { ...(typeof schema === "object" ? schema : {}), "x-experimental": true };
}

function superset(stable: JsonSchema, experimental: JsonSchema, place: Place): JsonSchema {
  if (isDeepStrictEqual(stable, experimental)) return experimental;
  if (typeof stable === "boolean" || typeof experimental === "boolean")
    throw changed(place, stable, experimental);
  const { properties, required = [], oneOf, anyOf, ...rest } = experimental;
  const {
    properties: stableProperties,
    required: stableRequired = [],
    oneOf: stableOneOf,
    anyOf: stableAnyOf,
    ...stableRest
  } = stable;
  if (!isDeepStrictEqual(rest, stableRest)) throw changed(place, stableRest, rest);
  const added = Object.keys(properties ?? {}).filter((name) => !Object.hasOwn(stableProperties ?? {}, name));
  if (
    !isDeepStrictEqual(new Set(required.filter((name) => !added.includes(name))), new Set(stableRequired))
  ) {
    throw changed(place, { required: stableRequired }, { required });
  }
  return {
    ...rest,
    ...(required.length === 0 ? {} : { required }),
    ...(properties === undefined
      ? {}
      : { properties: supersetOfProperties(stableProperties, properties, place) }),
    ...(oneOf === undefined ? {} : { oneOf: supersetOfCases(stableOneOf, oneOf, "oneOf", place) }),
    ...(anyOf === undefined ? {} : { anyOf: supersetOfCases(stableAnyOf, anyOf, "anyOf", place) }),
  };
}

type Properties = NonNullable<JsonSchemaObject["properties"]>;

function supersetOfProperties(stable: Properties = {}, experimental: Properties, place: Place): Properties {
  return Object.fromEntries(
    Object.entries(experimental).map(([name, schema]) => {
      const known = Object.hasOwn(stable, name) ? stable[name] : undefined;
      const at = { ...place, pointer: pointerTo(place.pointer, "properties", name) };
      return [name, known === undefined ? marked(schema) : superset(known, schema, at)];
    }),
  );
}

function supersetOfCases(
  stable: readonly JsonSchema[] = [],
  experimental: readonly JsonSchema[],
  keyword: "oneOf" | "anyOf",
  place: Place,
): readonly JsonSchema[] {
  return experimental.map((schema, index) => {
    if (stable.some((known) => isDeepStrictEqual(known, schema))) return schema;
    const tag = tagOf(schema);
    const known = tag === undefined ? undefined : stable.find((other) => tagOf(other) === tag);
    if (known === undefined) return marked(schema);
    return superset(known, schema, { ...place, pointer: pointerTo(place.pointer, keyword, index) });
  });
}

/** What tells a case of a union apart: its properties that have one value, such as `type` or `method`. */
function tagOf(schema: JsonSchema): string | undefined {
  if (typeof schema === "boolean") return undefined;
  const tags = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    isJsonObject(property) && Array.isArray(property["enum"]) && property["enum"].length === 1
      ? [`${name}=${String(property["enum"][0])}`]
      : [],
  );
  return tags.length === 0 ? undefined : tags.sort().join();
}

function changed({ file, pointer }: Place, stable: unknown, experimental: unknown): CodegenError {
  return new CodegenError({
    message: "The experimental schema changes what the stable one says, instead of adding to it.",
    file,
    pointer,
    found: JSON.stringify(experimental).slice(0, 300),
    expected: JSON.stringify(stable).slice(0, 300),
    fix: "Give the two outputs of one runtime: without and with --experimental. If they are, the generator needs a rule for this.",
  });
}
