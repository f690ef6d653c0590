import type { Type } from "quicktype-core";
import type { JsonSchemaObject } from "../../schema/json-schema.js";
import { isNever } from "../algebra.js";
import { elementsOf } from "./array-elements.js";
import { storedParts } from "./graph/nodes.js";
import type { TupleElement, TypeNode } from "../protocol.js";
import { contradiction, LEFT_OUT, noteWider, placeOf, type Place, type Reading } from "./reading.js";

/** The longest list of a fixed length that is written out element by element. */
const LONGEST_TUPLE = 8;

/** A list, or a tuple where its elements have types of their own or their number is fixed. */
export function readArray(place: Place, schema: JsonSchemaObject, items: Type, reading: Reading): TypeNode {
  const { first, rest } = elementsOf(schema);
  const parts = rest === undefined ? first : [...first, rest];
  const nodes = storedParts(items, parts.length, place, reading);
  const types = parts.map((part, index) => reading.read(placeOf(place, part, nodes[index] as Type)));
  const listed = types.slice(0, first.length);
  const others = (rest === undefined ? undefined : types.at(-1)) ?? { kind: "unknown" };
  const bounds = boundsOf(schema);

  const longest = isNever(others) ? Math.min(bounds.most, listed.length) : bounds.most;
  const impossible = listed.findIndex(isNever);
  const most = impossible === -1 ? longest : Math.min(longest, impossible);
  if (bounds.least > most)
    throw contradiction(
      reading,
      place,
      `a list of at least ${String(bounds.least)} elements that has at most ${String(most)}`,
    );

  const fixed = bounds.least === most && most <= LONGEST_TUPLE;
  if (listed.length === 0 && !fixed && most > 0) {
    if (bounds.least > 0) noteWider(reading, place, "minItems", LEFT_OUT.shorter);
    if (most < Infinity) noteWider(reading, place, "maxItems", LEFT_OUT.longer);
    return { kind: "array", element: others };
  }
  const ends = most <= listed.length || fixed;
  const length = Math.max(
    Math.min(listed.length, most),
    Math.min(bounds.least, listed.length + LONGEST_TUPLE),
  );
  if (bounds.least > length) noteWider(reading, place, "minItems", LEFT_OUT.shorter);
  if (!ends && most < Infinity) noteWider(reading, place, "maxItems", LEFT_OUT.longer);
  const elements = Array.from({ length }, (_, index): TupleElement => ({
    type: listed[index] ?? others,
    optional: index >= bounds.least,
  }));
  return { kind: "tuple", elements, rest: ends ? undefined : others };
}

function boundsOf({ minItems, maxItems }: JsonSchemaObject): {
  readonly least: number;
  readonly most: number;
} {
  const isCount = (value: unknown): value is number => typeof value === "number" && value >= 0;
  return {
    least: isCount(minItems) ? Math.ceil(minItems) : 0,
    most: isCount(maxItems) ? Math.floor(maxItems) : Infinity,
  };
}
