import { isSchema, mapSchemas, mapValues, schemasIn, type Schema } from "../schema/map-schemas.js";
import type { FunctionDynamicToolSpec } from "../generated/types.js";
import { parts, type Tool } from "./tool.js";

/**
 * The schema of a tool's arguments in words that reach the model. The runtime makes a string of whatever has no `type`, so that the
 * numbers of an `enum` are no values of it, of `true`, and of the items of a tuple or of a list that says nothing of them. What is said
 * here instead admits the same values, but for tuples: any of their items may stand anywhere, and a library's own validation says no.
 */
export function typedSchema(schema: Schema): Schema {
  return mapSchemas(schema, (within) => withItems(withType(withoutTrue(within))));
}

/** `true` says as much as a schema that says nothing, which the runtime leaves alone. */
function withoutTrue(schema: Schema): Schema {
  const said = (value: unknown): unknown => (value === true ? {} : value);
  return mapValues(schema, (value, keyword) => {
    switch (keyword) {
      case "properties":
      case "$defs":
      case "definitions":
        return isSchema(value) ? mapValues(value, said) : value;
      case "anyOf":
      case "oneOf":
      case "allOf":
      case "prefixItems":
        return Array.isArray(value) ? value.map(said) : value;
      case "items":
        return Array.isArray(value) ? value.map(said) : said(value);
      default:
        return value;
    }
  });
}

function withType(schema: Schema): Schema {
  const values: readonly unknown[] | undefined = Array.isArray(schema["enum"])
    ? schema["enum"]
    : "const" in schema
      ? [schema["const"]]
      : undefined;
  if (values === undefined || "type" in schema) return schema;
  const types = [...new Set(values.map(typeOf))];
  return { type: types.length === 1 ? types[0] : types, ...schema };
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

/** Draft 7 writes a tuple as `items`, later drafts as `prefixItems`. */
function withItems(schema: Schema): Schema {
  const types: unknown = schema["type"];
  if (!(Array.isArray(types) ? types.includes("array") : types === "array")) return schema;
  const { items, prefixItems, additionalItems, ...rest } = schema;
  if (prefixItems === undefined && !Array.isArray(items)) return { ...schema, items: items ?? {} };
  const others = prefixItems === undefined ? additionalItems : items;
  const each = [...schemasIn(prefixItems ?? items), ...(isSchema(others) ? [others] : [])];
  return { ...rest, items: { anyOf: each } };
}

/** The tools as they are announced to the runtime. */
export function specsOf(tools: readonly Tool[]): readonly FunctionDynamicToolSpec[] {
  return tools.map(({ name, description, [parts]: { inputSchema } }) => ({
    type: "function",
    name,
    description,
    inputSchema: isSchema(inputSchema) ? typedSchema(inputSchema) : inputSchema,
  }));
}
