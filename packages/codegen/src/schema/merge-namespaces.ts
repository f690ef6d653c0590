import { isDeepStrictEqual } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import { checkName, checkReferences, checkSchema } from "./check-schema.js";
import {
  excerpt,
  isJsonObject,
  pointerTo,
  type JsonSchema,
  type SchemaBundle,
  type SchemaDefinition,
} from "./json-schema.js";

const NAMESPACE = /^v\d+$/;
const LOCAL_REF = /^#\/definitions\/(?:v\d+\/)?([^/]+)$/;

/** Puts the definitions of the bundle's root and of its namespaces (`v2`) side by side under their own names. */
export function mergeNamespaces(bundle: unknown, file: string, runtimeVersion: string | null): SchemaBundle {
  const definitions = new Map<string, SchemaDefinition>();
  const add = (name: string, schema: unknown, pointer: string): void => {
    checkName(name, { file, pointer });
    checkSchema(schema, { file, pointer });
    const definition = { schema: withoutNamespaces(schema), pointer };
    const known = definitions.get(name);
    if (known !== undefined && !isDeepStrictEqual(untitled(known.schema), untitled(definition.schema))) {
      throw new CodegenError({
        message: `Two namespaces define ${name} differently.`,
        file,
        pointer,
        found: JSON.stringify(definition.schema).slice(0, 300),
        expected: `the same schema as ${known.pointer}`,
        fix: "The generator needs a rule for this name: report it with the runtime's version.",
      });
    }
    if (known === undefined) definitions.set(name, definition);
  };

  const root = "/definitions";
  for (const [name, value] of entriesOf(bundle, "definitions", file)) {
    if (!NAMESPACE.test(name)) {
      add(name, value, pointerTo(root, name));
      continue;
    }
    const namespace = pointerTo(root, name);
    if (!isJsonObject(value)) throw notDefinitions(file, namespace, value);
    for (const [inner, schema] of Object.entries(value)) add(inner, schema, pointerTo(namespace, inner));
  }
  checkReferences(definitions, file);
  return { file, runtimeVersion, definitions };
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
    pointer,
    found: found === undefined ? "nothing" : excerpt(found),
    expected: "an object of named schemas",
    fix: "Give the folder that `codex app-server generate-json-schema --out DIR` wrote.",
  });
}

/** Rewrites `#/definitions/v2/X` to `#/definitions/X` throughout. */
function withoutNamespaces(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "$ref" && typeof value === "string" ? value.replace(LOCAL_REF, "#/definitions/$1") : value,
  );
  return JSON.parse(text) as JsonSchema;
}

function untitled(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const { title: _title, $schema: _dialect, ...rest } = schema;
  return rest;
}
