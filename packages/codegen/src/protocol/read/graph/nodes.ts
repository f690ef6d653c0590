import type { Type } from "quicktype-core";
import type { JsonSchemaObject } from "../../../schema/json-schema.js";
import { type Place, type Reading, unlikeGraph } from "../reading.js";
import { kindsOf } from "./lower.js";
import { IntersectionType, UnionType } from "./quicktype.js";

/** The nodes that quicktype-core makes of the keywords of one fragment, each where the fragment has the keyword. */
export interface FragmentNodes {
  /** One for each kind of value. */
  readonly kinds: readonly Type[];
  readonly $ref: Type | undefined;
  readonly allOf: readonly Type[];
  readonly oneOf: readonly Type[];
  readonly anyOf: readonly Type[];
}

/**
 * Takes the node of a fragment apart: quicktype-core makes an intersection of a union of the kinds, of the `$ref`, of the
 * members of `allOf`, and of a union for `oneOf` and for `anyOf`, in this order.
 */
export function nodesOf(place: Place, schema: JsonSchemaObject, reading: Reading): FragmentNodes {
  const { node } = place;
  if (!(node instanceof IntersectionType)) throw unlikeGraph(reading, place, "an intersection");
  const members = [...node.members];
  const next = (): Type => {
    const member = members.shift();
    if (member === undefined) throw unlikeGraph(reading, place, "a node for each keyword");
    return member;
  };
  const cases = (keyword: "oneOf" | "anyOf"): readonly Type[] =>
    schema[keyword] === undefined ? [] : membersOf(next(), schema[keyword].length, place, reading);
  const nodes = {
    kinds: kindsOf(schema) === undefined ? [] : unionMembers(next(), place, reading),
    $ref: schema.$ref === undefined ? undefined : next(),
    allOf: (schema.allOf ?? []).map(next),
    oneOf: cases("oneOf"),
    anyOf: cases("anyOf"),
  };
  if (members.length > 0) throw unlikeGraph(reading, place, "no more nodes than keywords");
  return nodes;
}

/** The nodes of parts that the graph has no place for, and that were stored as alternatives. */
export function storedParts(node: Type, count: number, place: Place, reading: Reading): readonly Type[] {
  if (count === 0) return [];
  const [stored] = node instanceof IntersectionType ? [...node.members] : [];
  if (stored === undefined) throw unlikeGraph(reading, place, "parts stored as alternatives");
  return membersOf(stored, count, place, reading);
}

function membersOf(node: Type, count: number, place: Place, reading: Reading): readonly Type[] {
  const members = unionMembers(node, place, reading);
  if (members.length !== count) throw unlikeGraph(reading, place, "one node for each alternative");
  return members;
}

function unionMembers(node: Type, place: Place, reading: Reading): readonly Type[] {
  if (!(node instanceof UnionType)) throw unlikeGraph(reading, place, "a union");
  return [...node.members];
}
