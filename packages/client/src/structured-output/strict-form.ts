import { effectForm } from "./effect-form.js";
import { isOpen, joinAllOf } from "./join-all-of.js";
import { isSchema, mapSchemas, type Schema } from "../schema/map-schemas.js";

/** What strict structured output has no words for, and what to do about it. */
const unsaid: readonly (readonly [keyword: string, why: string])[] = [
  ["not", "says what a value is not (not). Say what it may be."],
  ["if", "has a condition (if). Write the cases as a union."],
  ["dependentRequired", "has a condition (dependentRequired). Write the cases as a union."],
  ["dependentSchemas", "has a condition (dependentSchemas). Write the cases as a union."],
];

/** Makes the error for a place in a schema that cannot be written strictly. */
export type RefuseSchema = (pointer: string, why: string) => Error;

/**
 * A library's JSON Schema in the form that strict structured output asks for, which is what the runtime makes of it: every
 * object closed, alternatives as `anyOf`, no `$schema`, no `allOf`. The model is then held to no more than the library itself
 * accepts, and the library has the last word on the answer. Optional properties stay optional: OpenAI's API refuses them, others
 * do not.
 *
 * @param vendor The library.
 * @throws What `refuse` makes, where the schema says what strict structured output cannot.
 */
export function strictForm(schema: Schema, vendor: string, refuse: RefuseSchema): Schema {
  const { $schema: _, ...rest } = schema;
  const joined = mapSchemas(rest, (within, pointer) => {
    const one = joinAllOf(within);
    if (one !== undefined) return one;
    throw refuse(
      pointer,
      "joins what cannot be said by one schema (allOf). Write one object, or one pattern, in its place.",
    );
  });
  return mapSchemas(vendor === "effect" ? effectForm(joined) : joined, (within, pointer) => {
    for (const [keyword, why] of unsaid) {
      if (keyword in within) throw refuse(pointer, why);
    }
    const { oneOf, ...others } = within;
    // Where a library writes `oneOf`, a discriminator tells the alternatives apart.
    return closed(oneOf === undefined ? others : { ...others, anyOf: oneOf }, pointer, refuse);
  });
}

/** An object that has the properties that it names and no other. */
function closed(schema: Schema, pointer: string, refuse: RefuseSchema): Schema {
  const { properties, additionalProperties: more, propertyNames, ...rest } = schema;
  if (!isOfObjects(schema) || more === false) return schema;
  const named = isSchema(properties) ? properties : {};
  if (propertyNames !== undefined && !("patternProperties" in schema)) {
    const names = namesIn(propertyNames);
    if (names !== undefined) {
      const each = isSchema(more) ? more : {};
      const listed = { ...Object.fromEntries(names.map((name) => [name, each])), ...named };
      return { ...rest, properties: listed, additionalProperties: false };
    }
  }
  // Properties that are named nowhere are of no use if they may be anything, and lost if there are no others.
  const isRecord =
    "patternProperties" in schema ||
    propertyNames !== undefined ||
    !isOpen(more) ||
    (Object.keys(named).length === 0 && (more !== undefined || properties === undefined));
  if (!isRecord) return { ...schema, additionalProperties: false };
  throw refuse(
    pointer,
    "takes properties of any name, like a record. Name its properties, or take a list of objects with a name and a value.",
  );
}

function isOfObjects(schema: Schema): boolean {
  const { type } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.includes("object") || "properties" in schema || "additionalProperties" in schema;
}

/** The names that a schema of names admits, where it lists them. */
function namesIn(schema: unknown): readonly string[] | undefined {
  if (!isSchema(schema)) return undefined;
  const names: readonly unknown[] = Array.isArray(schema["enum"]) ? schema["enum"] : [schema["const"]];
  return names.every((name) => typeof name === "string") ? names : undefined;
}
