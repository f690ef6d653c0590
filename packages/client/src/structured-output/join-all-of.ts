import { isSchema, schemasIn, type Schema } from "../schema/map-schemas.js";

/** Say something to people, and nothing of a value. */
const notes: readonly string[] = ["title", "description"];
/** With one of these, what further properties there may be stands elsewhere. */
const elsewhere: readonly string[] = ["$ref", "anyOf", "oneOf"];
const ofObjects: readonly string[] = ["properties", "required", "additionalProperties", "propertyNames"];

/**
 * One schema that says what those of an `allOf` say together; `undefined` where that cannot be written without one. Closed, two
 * objects would forbid each other's properties: only as one object can they be closed.
 */
export function joinAllOf(schema: Schema): Schema | undefined {
  const { allOf, ...rest } = schema;
  if (allOf === undefined) return schema;
  return schemasIn(allOf).reduce<Schema | undefined>((joined, part) => joined && join(joined, part), rest);
}

function join(one: Schema, other: Schema): Schema | undefined {
  if (isApart(one, other) || isApart(other, one)) return undefined;
  const joined: Record<string, unknown> = { ...one };
  for (const [keyword, value] of Object.entries(other)) {
    const both = keyword in one ? joinValues(keyword, one[keyword], value) : value;
    if (both === undefined) return undefined;
    joined[keyword] = both;
  }
  return joined;
}

/** Whether `one` says of all properties what holds of its own alone, or says it elsewhere, so that `other` cannot be added. */
function isApart(one: Schema, other: Schema): boolean {
  const has = (keywords: readonly string[]) => keywords.some((keyword) => keyword in other);
  if (elsewhere.some((keyword) => keyword in one)) {
    return Object.keys(other).some((keyword) => !notes.includes(keyword));
  }
  const { additionalProperties: more, propertyNames, patternProperties } = one;
  return (!isOpen(more) || propertyNames !== undefined || patternProperties !== undefined) && has(ofObjects);
}

function joinValues(keyword: string, one: unknown, other: unknown): unknown {
  if (keyword === "properties" && isSchema(one) && isSchema(other)) {
    return Object.keys(other).some((name) => name in one) ? undefined : { ...one, ...other };
  }
  if (keyword === "required" && Array.isArray(one) && Array.isArray(other)) {
    return Array.from(new Set<unknown>(one.concat(other)));
  }
  const keepsTheFirst = notes.includes(keyword) || JSON.stringify(one) === JSON.stringify(other);
  return keepsTheFirst || (keyword === "additionalProperties" && isOpen(one) && isOpen(other))
    ? one
    : undefined;
}

/** Whether further properties may be anything. */
export function isOpen(more: unknown): boolean {
  return more === undefined || more === true || (isSchema(more) && Object.keys(more).length === 0);
}
