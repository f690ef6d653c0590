import { isJsonObject, type JsonSchema, type JsonSchemaObject } from "./json-schema.js";
import { KEYWORDS } from "./keywords.js";

/** A schema inside another, and the keys that lead to it. */
export interface Subschema {
  readonly schema: JsonSchema;
  readonly keys: readonly (string | number)[];
}

/** The schemas that stand directly in `schema`, whatever the keyword. */
export function subschemasOf(schema: JsonSchema): readonly Subschema[] {
  if (typeof schema === "boolean") return [];
  return Object.entries(schema).flatMap(([keyword, value]): readonly Subschema[] => {
    if (KEYWORDS.get(keyword)?.holds === undefined) return [];
    if (Array.isArray(value))
      return value.map((inner: JsonSchema, index) => ({ schema: inner, keys: [keyword, index] }));
    if (!holdsNamed(keyword)) return [{ schema: value as JsonSchema, keys: [keyword] }];
    return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, inner]) =>
      isSchema(inner) ? [{ schema: inner, keys: [keyword, name] }] : [],
    );
  });
}

/** A copy of `schema` in which `change` has replaced each schema that stands directly in it. */
export function mapSubschemas(
  schema: JsonSchemaObject,
  change: (inner: JsonSchema, keys: Subschema["keys"]) => JsonSchema,
): JsonSchemaObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]: [string, unknown]): [string, unknown] => {
      if (KEYWORDS.get(keyword)?.holds === undefined) return [keyword, value];
      if (Array.isArray(value))
        return [keyword, value.map((inner: JsonSchema, index) => change(inner, [keyword, index]))];
      if (!holdsNamed(keyword)) return [keyword, change(value as JsonSchema, [keyword])];
      const named = Object.entries(value as Readonly<Record<string, unknown>>);
      return [
        keyword,
        Object.fromEntries(
          named.map(([name, inner]) => [name, isSchema(inner) ? change(inner, [keyword, name]) : inner]),
        ),
      ];
    }),
  );
}

function holdsNamed(keyword: string): boolean {
  const holds = KEYWORDS.get(keyword)?.holds;
  return holds === "named schemas" || holds === "named schemas or names";
}

/** Under `dependencies` there may be a list of names in place of a schema. */
function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}
