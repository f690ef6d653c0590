import { isRecord } from "../lib/guards.js";

/** JSON Schema, as far as it is looked into here. */
export type Schema = Readonly<Record<string, unknown>>;

/** What each schema within a schema becomes, and where it stands: a JSON pointer, such as `#/properties/title`. */
export type Change = (schema: Schema, pointer: string) => Schema;

/**
 * A schema in which each schema is changed, the innermost first. It goes by the keywords that hold schemas: everything else is
 * data (an example, a default, the name of a property), whatever it looks like.
 */
export function mapSchemas(schema: Schema, change: Change, pointer = "#"): Schema {
  const at = (value: unknown, ...way: readonly string[]): unknown =>
    isSchema(value) ? mapSchemas(value, change, [pointer, ...way.map(escaped)].join("/")) : value;
  const within = mapValues(schema, (value, keyword) => {
    switch (keyword) {
      case "properties":
      case "patternProperties":
      case "dependentSchemas":
      case "$defs":
      case "definitions":
        return isSchema(value) ? mapValues(value, (member, name) => at(member, keyword, name)) : value;
      case "anyOf":
      case "oneOf":
      case "allOf":
      case "prefixItems":
        return Array.isArray(value)
          ? value.map((member, index) => at(member, keyword, String(index)))
          : value;
      case "items":
      case "contains":
      case "additionalProperties":
      case "propertyNames":
        return at(value, keyword);
      default:
        return value;
    }
  });
  return change(within, pointer);
}

/** Whether a value may be a schema that says something; `true` and `false` say all or nothing. */
export function isSchema(value: unknown): value is Schema {
  return isRecord(value);
}

/** The schemas in what should be a list of them. */
export function schemasIn(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

export function mapValues(schema: Schema, map: (value: unknown, key: string) => unknown): Schema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, map(value, key)]));
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
