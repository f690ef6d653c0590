import { valuesOf, type JsonSchemaObject } from "../../schema/json-schema.js";
import { union } from "../algebra.js";
import type { Literal, Property, TypeNode, Variant } from "../protocol.js";

/** What `enum` or `const` admits; `undefined` where the schema has neither. */
export function readLiterals(schema: JsonSchemaObject): TypeNode | undefined {
  const values = valuesOf(schema);
  if (values === undefined) return undefined;
  const docs = Array.isArray(schema.enumDescriptions) ? (schema.enumDescriptions as readonly unknown[]) : [];
  const variant = (type: TypeNode, doc: unknown): Variant => ({
    type,
    doc: typeof doc === "string" && doc !== "" ? doc : undefined,
    title: undefined,
    experimental: false,
  });
  if (docs.length > 0) return union(values.map((value, index) => variant(literalType(value), docs[index])));
  const literals = [...new Set(values.filter(isLiteral))];
  const others = values.filter((value) => !isLiteral(value)).map((value) => variant(literalType(value), ""));
  if (literals.length === 0) return union(others);
  const listed: TypeNode = { kind: "enum", values: literals.map(withoutSign) };
  return union([variant(listed, ""), ...others]);
}

/** The type of one JSON value and no other. */
function literalType(value: unknown): TypeNode {
  if (isLiteral(value)) return { kind: "enum", values: [withoutSign(value)] };
  if (value === null) return { kind: "primitive", name: "null" };
  if (Array.isArray(value)) {
    const elements = value.map((one: unknown) => ({ type: literalType(one), optional: false }));
    return { kind: "tuple", elements, rest: undefined };
  }
  // Written as a number that JSON has and JavaScript has not: `1e999`.
  if (typeof value !== "object") return { kind: "primitive", name: "number" };
  const properties = Object.entries(value).map(([name, one]): Property => ({
    name,
    doc: undefined,
    type: literalType(one),
    optional: false,
    defaultValue: undefined,
    experimental: false,
  }));
  return { kind: "object", properties, rest: undefined, closed: true };
}

function isLiteral(value: unknown): value is Literal {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean";
}

/** Minus zero is written as zero in JSON as in TypeScript. */
function withoutSign(value: Literal): Literal {
  return value === 0 ? 0 : value;
}
