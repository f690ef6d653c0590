import { CodegenError } from "../errors/codegen-error.js";
import { CORRECTIONS, type Correction } from "./corrections.js";
import { isJsonObject, type JsonSchema, type SchemaBundle } from "./json-schema.js";

/** Mends the bundle by {@link CORRECTIONS}; throws by name for one that no longer applies. */
export function applyCorrections(
  bundle: SchemaBundle,
  corrections: readonly Correction[] = CORRECTIONS,
): SchemaBundle {
  const definitions = new Map(bundle.definitions);
  for (const correction of corrections) {
    const definition = definitions.get(correction.definition);
    if (definition === undefined) continue;
    const schema = corrected(definition.schema, correction);
    if (schema === undefined) {
      throw new CodegenError({
        message: `The correction of ${correction.definition} no longer applies: the schema may have been mended upstream.`,
        file: bundle.file,
        pointer: definition.pointer,
        found: JSON.stringify(definition.schema).slice(0, 400),
        expected: correction.wrong,
        fix: "Check the definition against a live server, then change or remove its entry in src/schema/corrections.ts.",
      });
    }
    definitions.set(correction.definition, { ...definition, schema });
  }
  return { ...bundle, definitions };
}

function corrected(schema: JsonSchema, { change }: Correction): JsonSchema | undefined {
  switch (change.kind) {
    case "rename-properties":
      return renameProperties(schema, change.names);
    case "restore-map":
      return restoreMap(schema, change.values);
  }
}

/** `undefined` unless every name was met and no new name was there already. */
function renameProperties(
  schema: JsonSchema,
  names: Readonly<Record<string, string>>,
): JsonSchema | undefined {
  const met = new Set<string>();
  const rename = (name: string): string => {
    const to = Object.hasOwn(names, name) ? names[name] : undefined;
    if (to === undefined) return name;
    met.add(name);
    return to;
  };
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isJsonObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
    if (isJsonObject(copy["properties"])) {
      const properties = copy["properties"];
      copy["properties"] = Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [rename(name), inner]),
      );
      if (Array.isArray(copy["required"]))
        copy["required"] = copy["required"].map((name) => rename(String(name)));
    }
    return copy;
  };
  const result = visit(schema) as JsonSchema;
  return met.size === Object.keys(names).length ? result : undefined;
}

function restoreMap(schema: JsonSchema, values: string): JsonSchema | undefined {
  if (typeof schema === "boolean" || schema.type !== "object" || schema.additionalProperties !== undefined) {
    return undefined;
  }
  return { ...schema, additionalProperties: { $ref: `#/definitions/${values}` } };
}
