import { isDeepStrictEqual } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import { checkName, checkSchema, refuseEndlessDefinitions } from "./check-schema.js";
import {
  excerpt,
  isJsonObject,
  pointerTo,
  type JsonSchema,
  type SchemaBundle,
  type SchemaDefinition,
} from "./json-schema.js";
import { ReferenceIndex } from "./reference-index.js";
import { resolveReferences, type RawDefinition } from "./resolve-references.js";

const NAMESPACE = /^v\d+$/;

/** Puts the definitions of the bundle's root and of its namespaces (`v2`) side by side under their own names. */
export function mergeNamespaces(bundle: unknown, file: string, runtimeVersion: string | null): SchemaBundle {
  const raw = rawDefinitions(bundle, file);
  const index = new ReferenceIndex(bundle);
  for (const { schema, pointer } of raw) index.add(schema, pointer);

  const definitions = new Map<string, SchemaDefinition>();
  for (const { name, schema, pointer } of resolveReferences(raw, index, file)) {
    const known = definitions.get(name);
    if (known === undefined) definitions.set(name, { schema, pointer });
    else if (!isDeepStrictEqual(untitled(known.schema), untitled(schema))) {
      throw new CodegenError({
        message: `Two namespaces define ${name} differently.`,
        file,
        pointer,
        found: excerpt(schema),
        expected: `the same schema as ${known.pointer}`,
        fix: "Rename one of the two in the schema: both are exported under their own names, which no alias can save.",
      });
    }
  }
  refuseEndlessDefinitions(definitions, file);
  return { file, runtimeVersion, definitions };
}

/** The definitions under `definitions`, of its namespaces and under `$defs`, each with the place that it stands at. */
function rawDefinitions(bundle: unknown, file: string): readonly RawDefinition[] {
  const containers = ["definitions", "$defs"].filter(
    (keyword) => isJsonObject(bundle) && bundle[keyword] !== undefined,
  );
  const found: RawDefinition[] = [];
  const add = (name: string, schema: unknown, pointer: string): void => {
    checkName(name, { file, pointer });
    checkSchema(schema, { file, pointer });
    found.push({ name, schema, pointer });
  };
  for (const keyword of containers.length === 0 ? ["definitions"] : containers) {
    for (const [name, value] of entriesOf(bundle, keyword, file)) {
      const pointer = pointerTo("", keyword, name);
      if (!NAMESPACE.test(name)) add(name, value, pointer);
      else if (!isJsonObject(value)) throw notDefinitions(file, pointer, value);
      else for (const [inner, schema] of Object.entries(value)) add(inner, schema, pointerTo(pointer, inner));
    }
  }
  return found;
}

function entriesOf(bundle: unknown, key: string, file: string): [string, unknown][] {
  const value = isJsonObject(bundle) ? bundle[key] : undefined;
  if (!isJsonObject(value)) throw notDefinitions(file, `/${key}`, value);
  return Object.entries(value);
}

function notDefinitions(file: string, pointer: string, found: unknown): CodegenError {
  return new CodegenError({
    message: "The protocol bundle holds no definitions.",
    file,
    // Of what is not there, nothing in the file can be named.
    pointer: found === undefined ? "" : pointer,
    found: found === undefined ? "nothing" : excerpt(found),
    expected: "an object of named schemas",
    fix: "Give the folder that `codex app-server generate-json-schema --out DIR` wrote.",
  });
}

function untitled(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const { title: _title, $schema: _dialect, ...rest } = schema;
  return rest;
}
