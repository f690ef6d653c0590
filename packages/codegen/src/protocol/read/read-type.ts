import type { Type } from "quicktype-core";
import { valuesOf, type JsonSchemaObject } from "../../schema/json-schema.js";
import { KEYWORDS } from "../../schema/keywords.js";
import { NEVER, union, unionOf } from "../algebra.js";
import { joinTypes } from "../join/join.js";
import { isConflict } from "../join/joined.js";
import type { TypeNode, Variant } from "../protocol.js";
import { nodesOf } from "./graph/nodes.js";
import { ArrayType, ObjectType } from "./graph/quicktype.js";
import { standsAlone } from "./object-keys.js";
import { readArray } from "./read-array.js";
import { readLiterals } from "./read-literals.js";
import { readObject } from "./read-object.js";
import {
  conflictText,
  contradiction,
  LEFT_OUT,
  noteWider,
  placeOf,
  unlikeGraph,
  type Place,
  type Reading,
} from "./reading.js";

/**
 * The type that a place stands for, by what its schema says of itself, joined with what each of its keywords says. The graph gives
 * the skeleton; the schema beside it gives literals, words and what the graph has no place for.
 */
export function readType(place: Place, reading: Reading): TypeNode {
  const { schema } = place;
  if (typeof schema === "boolean") return schema ? { kind: "unknown" } : NEVER;
  if (schema.not === true || isEmpty(schema.not)) return NEVER;
  noteKeywords(place, schema, reading);

  const nodes = nodesOf(place, schema, reading);
  const literals = readLiterals(schema);
  const parts: TypeNode[] = literals === undefined ? [] : [literals];
  if (nodes.kinds.length > 0)
    parts.push(unionOf(nodes.kinds.map((kind) => readKind(place, schema, kind, reading))));
  if (nodes.$ref !== undefined) parts.push(readReference(place, nodes.$ref, reading));
  for (const [index, inner] of (schema.allOf ?? []).entries())
    parts.push(
      readType(
        placeOf(place, { schema: inner, keys: ["allOf", index] }, nodes.allOf[index] as Type),
        reading,
      ),
    );
  if (schema.oneOf !== undefined) {
    const cases = readCases(place, "oneOf", schema.oneOf, nodes.oneOf, reading);
    reading.exclude({
      cases,
      note: () => {
        noteWider(reading, place, "oneOf", LEFT_OUT.exclusive);
      },
    });
    parts.push(union(cases));
  }
  if (schema.anyOf !== undefined)
    parts.push(union(readCases(place, "anyOf", schema.anyOf, nodes.anyOf, reading)));
  return joinAll(place, parts, reading);
}

function joinAll(place: Place, parts: readonly TypeNode[], reading: Reading): TypeNode {
  return parts.reduce<TypeNode>(
    (joined, part) => {
      const both = joinTypes(joined, part, { typeOf: reading.typeOf, alternative: false });
      if (!isConflict(both)) return both;
      throw contradiction(reading, place, conflictText(both), "types that a value can have at once");
    },
    { kind: "unknown" },
  );
}

function readKind(place: Place, schema: JsonSchemaObject, node: Type, reading: Reading): TypeNode {
  if (node instanceof ObjectType) return readObject(place, schema, node, reading);
  if (node instanceof ArrayType) return readArray(place, schema, node.items, reading);
  switch (node.kind) {
    case "null":
      return { kind: "primitive", name: "null" };
    case "bool":
      return { kind: "primitive", name: "boolean" };
    case "integer":
      return { kind: "primitive", name: "integer" };
    case "double":
      return { kind: "primitive", name: "number" };
    case "string":
      return { kind: "primitive", name: "string" };
    default:
      throw unlikeGraph(reading, place, "a node for a kind of JSON value");
  }
}

function readReference(place: Place, node: Type, reading: Reading): TypeNode {
  const name = reading.nameOf(node);
  if (name === undefined) throw unlikeGraph(reading, place, "the root of a definition");
  return { kind: "reference", name };
}

function readCases(
  place: Place,
  keyword: "oneOf" | "anyOf",
  cases: NonNullable<JsonSchemaObject["oneOf"]>,
  nodes: readonly Type[],
  reading: Reading,
): readonly Variant[] {
  return cases.map((inner, index): Variant => {
    const type = readType(
      placeOf(place, { schema: inner, keys: [keyword, index] }, nodes[index] as Type),
      reading,
    );
    const words = typeof inner === "boolean" ? {} : inner;
    return {
      type,
      doc: words.description,
      title: words.title,
      experimental: words["x-experimental"] === true,
      ...(words.deprecated === true ? { deprecated: true } : {}),
    };
  });
}

/** Takes note of what no type says: all but what the readers of objects and arrays look at more closely. */
function noteKeywords(place: Place, schema: JsonSchemaObject, reading: Reading): void {
  for (const [keyword, value] of Object.entries<unknown>(schema)) {
    const known = KEYWORDS.get(keyword);
    if (known === undefined && !keyword.startsWith("x-"))
      noteWider(reading, place, keyword, LEFT_OUT.foreign);
    if (known?.reading !== "wider" || SAYS_NOTHING[keyword]?.(value, schema) === true) continue;
    const bounds = known.holds === undefined && keyword !== "dependentRequired";
    noteWider(reading, place, keyword, bounds ? LEFT_OUT.bound : LEFT_OUT.condition);
  }
  const values = valuesOf(schema);
  if (values?.some(isBeyondNumbers) === true)
    noteWider(reading, place, schema.enum === undefined ? "const" : "enum", LEFT_OUT.bound);
  // Listed values are whole, or are left out of the type.
  if (values !== undefined) return;
  if (schema.type === "integer" || (schema.type?.includes("integer") && !schema.type.includes("number")))
    noteWider(reading, place, "type", LEFT_OUT.whole);
}

const isTrue = (value: unknown): boolean => value === true || isEmpty(value);
const noted = () => true;

/** When a keyword has nothing to say, or says it to the reader of objects or arrays. */
const SAYS_NOTHING: Readonly<
  Record<string, ((value: unknown, schema: JsonSchemaObject) => boolean) | undefined>
> = {
  patternProperties: noted,
  propertyNames: noted,
  minItems: noted,
  maxItems: noted,
  unevaluatedProperties: (value, schema) =>
    isTrue(value) ||
    schema.additionalProperties !== undefined ||
    standsAlone(schema, "unevaluatedProperties", true) !== undefined,
  unevaluatedItems: (value, schema) =>
    isTrue(value) || standsAlone(schema, "unevaluatedItems", true) !== undefined,
  not: (value) => value === false,
  then: (_value, schema) => !("if" in schema),
  else: (_value, schema) => !("if" in schema),
  if: (_value, schema) => !("then" in schema || "else" in schema),
  minLength: (value) => value === 0,
  minProperties: (value) => value === 0,
  uniqueItems: (value) => value === false,
};

/** Whether a value holds a number that is none in JavaScript, and so is read as any. */
function isBeyondNumbers(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(isBeyondNumbers);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
