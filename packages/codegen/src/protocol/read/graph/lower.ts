import {
  ownValue,
  referredName,
  type JsonSchema,
  type JsonSchemaObject,
} from "../../../schema/json-schema.js";
import type { Subschema } from "../../../schema/subschemas.js";
import { elementsOf } from "../array-elements.js";
import { otherKeysOf } from "../object-keys.js";

/**
 * What quicktype-core's graph can hold of a schema, which is its skeleton: kinds, keys, references and alternatives. Literals,
 * tuples and words have no place in it; the reader takes them from the schema. Elements of tuples and values of patterns get a
 * place: they become alternatives, in the order of {@link elementsOf} and {@link otherKeysOf}.
 */
interface LoweredSchema {
  readonly type?: readonly string[];
  readonly properties?: Readonly<Record<string, LoweredSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: LoweredSchema;
  readonly items?: LoweredSchema;
  readonly $ref?: string;
  readonly allOf?: readonly LoweredSchema[];
  readonly oneOf?: readonly LoweredSchema[];
  readonly anyOf?: readonly LoweredSchema[];
}

/** Lowers `schema`; `reference` writes a reference to a definition as the graph's document has it. */
export function lower(schema: JsonSchema, reference: (name: string) => string): LoweredSchema {
  // `false` as well: quicktype-core has no type for it.
  if (typeof schema === "boolean") return {};
  const lowerOne = (inner: JsonSchema) => lower(inner, reference);
  const alternatives = (parts: readonly (Subschema | undefined)[]): LoweredSchema | undefined => {
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? undefined : { anyOf: known.map((part) => lowerOne(part.schema)) };
  };
  const kinds = kindsOf(schema);
  const { first, rest } = elementsOf(schema);
  const { additional, patterns } = otherKeysOf(schema);
  const { properties = {}, required = [] } = schema;
  const lowered: { -readonly [Key in keyof LoweredSchema]: LoweredSchema[Key] | undefined } = {
    type: kinds,
    ...(kinds?.includes("object") === true
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, inner]) => [graphKey(name), lowerOne(inner)]),
          ),
          required: required.filter((name) => ownValue(properties, name) !== undefined).map(graphKey),
          additionalProperties: alternatives([additional, ...patterns]),
        }
      : {}),
    items: kinds?.includes("array") === true ? alternatives([...first, rest]) : undefined,
    $ref: schema.$ref === undefined ? undefined : reference(referredName(schema.$ref)),
    allOf: schema.allOf?.map(lowerOne),
    oneOf: schema.oneOf?.map(lowerOne),
    anyOf: schema.anyOf?.map(lowerOne),
  };
  return lowered as LoweredSchema;
}

/** A key as the graph has it: quicktype-core takes some, such as `__proto__`, for what JavaScript means by them. */
function graphKey(name: string): string {
  return `=${name}`;
}

/** The key that {@link graphKey} was given. */
export function keyOf(graphKey: string): string {
  return graphKey.slice(1);
}

const KINDS = ["null", "boolean", "number", "string", "array", "object"];
const OBJECT_KEYWORDS = [
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "propertyNames",
  "unevaluatedProperties",
];
const ARRAY_KEYWORDS = ["items", "prefixItems", "additionalItems", "unevaluatedItems"];

/**
 * The kinds of value that the schema names. One that names none, and says something of objects or arrays, says nothing of the
 * other kinds and admits them. `undefined` where it says nothing of either.
 */
export function kindsOf(schema: JsonSchemaObject): readonly string[] | undefined {
  if (schema.type !== undefined) {
    const named = new Set([schema.type].flat());
    // An integer is a number.
    if (named.has("number")) named.delete("integer");
    return [...named];
  }
  return [...OBJECT_KEYWORDS, ...ARRAY_KEYWORDS].some((keyword) => Object.hasOwn(schema, keyword))
    ? KINDS
    : undefined;
}
