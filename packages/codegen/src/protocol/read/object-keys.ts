import type { JsonSchema, JsonSchemaObject } from "../../schema/json-schema.js";
import type { Subschema } from "../../schema/subschemas.js";

/** The schemas of an object's keys that are not listed one by one, in the order in which the graph has them. */
export interface OtherKeys {
  /** Of every other key; `undefined` where the schema says nothing. */
  readonly additional: Subschema | undefined;
  /** Of the keys that match a pattern. */
  readonly patterns: readonly Subschema[];
}

/** What `schema` says of keys that it does not list. */
export function otherKeysOf(schema: JsonSchemaObject): OtherKeys {
  const { additionalProperties, unevaluatedProperties, patternProperties = {} } = schema;
  return {
    additional:
      additionalProperties === undefined
        ? standsAlone(schema, "unevaluatedProperties", unevaluatedProperties)
        : { schema: additionalProperties, keys: ["additionalProperties"] },
    patterns: Object.entries(patternProperties).map(([pattern, inner]) => ({
      schema: inner,
      keys: ["patternProperties", pattern],
    })),
  };
}

/** `unevaluated…` beside nothing that could evaluate anything says what `additional…` says. */
export function standsAlone(
  schema: JsonSchemaObject,
  keyword: "unevaluatedProperties" | "unevaluatedItems",
  inner: JsonSchema | undefined,
): Subschema | undefined {
  const evaluating = EVALUATING.some((one) => Object.hasOwn(schema, one));
  return inner === undefined || evaluating ? undefined : { schema: inner, keys: [keyword] };
}

const EVALUATING = [
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependencies",
  "dependentSchemas",
  "contains",
];
