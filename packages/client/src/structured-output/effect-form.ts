import { isSchema, mapSchemas, mapValues, schemasIn, type Schema } from "../schema/map-schemas.js";

/** What stands in JSON for the numbers that JSON does not have. */
const noNumbers: readonly unknown[] = ["Infinity", "-Infinity", "NaN"];

/**
 * What effect writes describes the JSON form of a schema (`Schema.toCodecJson`), which its own validation knows nothing of: it
 * refuses the text "Infinity" for a number, and `null` for what is optional. Without these the schema describes less, and both
 * accept that.
 */
export function effectForm(schema: Schema): Schema {
  return mapSchemas(schema, (within) => {
    const { properties, required } = within;
    const finite = alternatives(within, (other, all) => !isNoNumber(other) || !all.some(isNumber));
    if (!isSchema(properties)) return finite;
    const named = new Set<unknown>(Array.isArray(required) ? required : []);
    const present = (value: unknown, name: string): unknown =>
      isSchema(value) && !named.has(name) ? alternatives(value, ({ type }) => type !== "null") : value;
    return { ...finite, properties: mapValues(properties, present) };
  });
}

/** The schema with the alternatives that stay; as it is where none would. */
function alternatives(
  schema: Schema,
  stays: (alternative: Schema, all: readonly Schema[]) => boolean,
): Schema {
  const { anyOf, ...rest } = schema;
  const all = schemasIn(anyOf);
  const left = all.filter((alternative) => stays(alternative, all));
  const [first] = left;
  if (first === undefined || left.length === all.length) return schema;
  // A note on the alternatives as a whole is the nearer one.
  return left.length === 1 ? { ...first, ...rest } : { ...rest, anyOf: left };
}

function isNumber({ type }: Schema): boolean {
  return type === "number";
}

function isNoNumber({ type, enum: values }: Schema): boolean {
  return type === "string" && Array.isArray(values) && values.every((value) => noNumbers.includes(value));
}
