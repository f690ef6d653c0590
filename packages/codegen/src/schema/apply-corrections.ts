import { CodegenError } from "../errors/codegen-error.js";
import { CORRECTIONS, type Correction } from "./corrections.js";
import { excerpt, referenceTo, type JsonSchema, type SchemaBundle } from "./json-schema.js";
import { mapSubschemas, subschemasOf } from "./subschemas.js";

/** Mends the bundle by {@link CORRECTIONS}; throws by name for one that no longer applies. */
export function applyCorrections(
  bundle: SchemaBundle,
  corrections: readonly Correction[] = CORRECTIONS,
): SchemaBundle {
  const definitions = new Map(bundle.definitions);
  for (const correction of corrections) {
    const definition = definitions.get(correction.definition);
    if (definition === undefined) continue;
    const schema = corrected(definition.schema, correction, (name) => definitions.has(name));
    if (schema === undefined) {
      if (isBefore(bundle.runtimeVersion, correction.since)) continue;
      throw new CodegenError({
        message: `The correction of ${correction.definition} no longer applies: the schema may have been mended upstream.`,
        file: bundle.file,
        pointer: definition.pointer,
        found: excerpt(definition.schema),
        expected: correction.wrong,
        fix: "Check the definition against a live server, then change or remove its entry in src/schema/corrections.ts.",
      });
    }
    definitions.set(correction.definition, { ...definition, schema });
  }
  return { ...bundle, definitions };
}

/** Whether a runtime may be older than `since`: one whose version is not known may be. */
function isBefore(version: string | null, since: string | undefined): boolean {
  if (since === undefined) return false;
  if (version === null) return true;
  const [is, from] = [version, since].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  const differs = [0, 1, 2].find((index) => is?.[index] !== from?.[index]);
  return differs !== undefined && (is?.[differs] ?? 0) < (from?.[differs] ?? 0);
}

function corrected(
  schema: JsonSchema,
  { change }: Correction,
  isDefined: (name: string) => boolean,
): JsonSchema | undefined {
  switch (change.kind) {
    case "camel-case-properties":
      return camelCaseProperties(schema);
    case "restore-map":
      return isDefined(change.values) ? restoreMap(schema, change.values) : undefined;
  }
}

/** `undefined` where there is nothing to mend, or where a name to come is there already. */
function camelCaseProperties(schema: JsonSchema): JsonSchema | undefined {
  const objects = propertyNamesIn(schema);
  const isMended = objects.some((names) => names.some((name) => camelCase(name) !== name));
  const isTaken = objects.some((names) => new Set(names.map(camelCase)).size < names.length);
  return isMended && !isTaken ? renamed(schema) : undefined;
}

/** The property names of each object in `schema`. */
function propertyNamesIn(schema: JsonSchema): readonly (readonly string[])[] {
  if (typeof schema === "boolean") return [];
  return [
    Object.keys(schema.properties ?? {}),
    ...subschemasOf(schema).flatMap(({ schema: inner }) => propertyNamesIn(inner)),
  ];
}

function renamed(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const copy = mapSubschemas(schema, renamed);
  if (copy.properties === undefined) return copy;
  const properties = Object.entries(copy.properties).map(([name, one]) => [camelCase(name), one] as const);
  return {
    ...copy,
    properties: Object.fromEntries(properties),
    ...(copy.required === undefined ? {} : { required: copy.required.map(camelCase) }),
  };
}

function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z0-9])_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function restoreMap(schema: JsonSchema, values: string): JsonSchema | undefined {
  if (typeof schema === "boolean" || schema.type !== "object" || schema.additionalProperties !== undefined) {
    return undefined;
  }
  return { ...schema, additionalProperties: { $ref: referenceTo(values) } };
}
