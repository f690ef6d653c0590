import type { ObjectType as ObjectTypeNode, Type } from "quicktype-core/dist/esm/Type/index.js";
import { CodegenError } from "../errors/codegen-error.js";
import { pointerTo, type JsonSchema, type JsonSchemaObject } from "../schema/json-schema.js";
import { distribute, union } from "./algebra.js";
import { type ObjectNode, type Property, type TypeNode, type Variant } from "./protocol.js";
import {
  ArrayType,
  IntersectionType,
  ObjectType,
  stringTypesTypeAttributeKind,
  UnionType,
} from "./quicktype.js";

/** A node of the type graph beside the schema fragment that it was read from, and where that fragment stands. */
export interface Place {
  readonly type: Type;
  readonly schema: JsonSchema;
  readonly file: string;
  readonly pointer: string;
}

/** Which definition a node of the type graph is the root of, if any. */
export type DefinitionNames = ReadonlyMap<Type, string>;

/** What the reader takes a meaning from. Anything else would be lost, so it stops the run. */
const MEANT = new Set([
  "$ref",
  "type",
  "enum",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "oneOf",
  "anyOf",
  "allOf",
]);
/** Words, and bounds that no type can express. */
const NOTED = new Set([
  "$schema",
  "title",
  "description",
  "default",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "uniqueItems",
  "definitions",
  "x-experimental",
]);

/**
 * The type that a place stands for. The graph gives the structure; the schema beside it gives the words, the defaults and
 * whether an object is open, which the graph does not keep apart.
 *
 * quicktype-core reads each fragment into an intersection: first a union of the plain types it names, then its `$ref`,
 * the members of its `allOf`, and a union for its `oneOf` and its `anyOf`.
 */
export function resolveType(place: Place, names: DefinitionNames): TypeNode {
  const { schema, type } = place;
  if (typeof schema === "boolean") {
    if (schema) return { kind: "unknown" };
    throw unreadable(place, "the schema `false`", "a schema that some value satisfies");
  }
  refuseUnknownKeywords(place, schema);
  if (!(type instanceof IntersectionType))
    throw unreadable(place, `a ${type.kind} node`, "an intersection node");

  const members = [...type.members];
  const next = (): Type => {
    const member = members.shift();
    if (member === undefined)
      throw unreadable(place, "fewer graph nodes than keywords", "one node a keyword");
    return member;
  };

  const parts: TypeNode[] = [];
  if (isPlain(schema)) parts.push(resolvePlain(place, schema, next(), names));
  if (schema.$ref !== undefined) parts.push(resolveReference(place, next(), names));
  for (const [index, inner] of (schema.allOf ?? []).entries()) {
    parts.push(resolveType(child(place, next(), inner, "allOf", index), names));
  }
  for (const keyword of ["oneOf", "anyOf"] as const) {
    const cases = schema[keyword];
    if (cases !== undefined) parts.push(resolveCases(place, keyword, cases, next(), names));
  }
  if (members.length > 0) throw unreadable(place, "more graph nodes than keywords", "one node a keyword");
  return intersect(place, parts);
}

function isPlain(schema: JsonSchemaObject): boolean {
  return [
    schema.type,
    schema.properties,
    schema.additionalProperties,
    schema.items,
    schema.required,
    schema.enum,
  ].some((keyword) => keyword !== undefined);
}

function resolvePlain(place: Place, schema: JsonSchemaObject, node: Type, names: DefinitionNames): TypeNode {
  if (!(node instanceof UnionType)) throw unreadable(place, `a ${node.kind} node`, "a union of plain types");
  // Without `type`, quicktype-core admits every plain type beside the one that the keywords describe.
  const described = schema.type === undefined ? describedKind(schema) : undefined;
  const members = [...node.members].filter((member) => described === undefined || member.kind === described);
  const variants = members.map((member) => resolvePlainMember(place, schema, member, names));
  return union(variants.map((type) => ({ type, doc: undefined, title: undefined, experimental: false })));
}

function describedKind(schema: JsonSchemaObject): "object" | "array" | "string" {
  if (schema.enum !== undefined) return "string";
  return schema.items === undefined ? "object" : "array";
}

function resolvePlainMember(
  place: Place,
  schema: JsonSchemaObject,
  node: Type,
  names: DefinitionNames,
): TypeNode {
  if (node instanceof ObjectType) return resolveObject(place, schema, node, names);
  if (node instanceof ArrayType) {
    const items = schema.items ?? true;
    return { kind: "array", element: resolveType(child(place, node.items, items, "items"), names) };
  }
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
      return resolveString(node);
    default:
      // Strings with a format (date-time, uri, …) are strings on the wire.
      if (schema.type === "string" || schema.type?.includes("string"))
        return { kind: "primitive", name: "string" };
      throw unreadable(
        place,
        `a ${node.kind} node`,
        "an object, an array, a string, a number, a boolean or null",
      );
  }
}

function resolveString(node: Type): TypeNode {
  const cases = stringTypesTypeAttributeKind.tryGetInAttributes(node.getAttributes())?.cases;
  return cases === undefined
    ? { kind: "primitive", name: "string" }
    : { kind: "enum", values: [...cases.keys()] };
}

function resolveObject(
  place: Place,
  schema: JsonSchemaObject,
  node: ObjectTypeNode,
  names: DefinitionNames,
): TypeNode {
  const properties = [...node.getProperties()].map(([name, property]): Property => {
    const inner = schema.properties?.[name];
    if (inner === undefined)
      throw unreadable(
        place,
        `required property ${JSON.stringify(name)} without a schema`,
        "a schema for it under `properties`",
      );
    return {
      name,
      doc: typeof inner === "boolean" ? undefined : inner.description,
      type: resolveType(child(place, property.type, inner, "properties", name), names),
      optional: property.isOptional,
      defaultValue: typeof inner === "boolean" ? undefined : inner.default,
      experimental: isExperimental(inner),
    };
  });
  const rest = resolveRest(place, schema.additionalProperties, node, names);
  if (properties.length > 0) return { kind: "object", properties, rest };
  // Nothing tells an empty struct from a map that the schema lost; a server may add keys to either.
  return schema.additionalProperties === false
    ? { kind: "object", properties, rest: undefined }
    : { kind: "map", value: rest ?? { kind: "unknown" } };
}

function resolveRest(
  place: Place,
  additional: JsonSchema | undefined,
  node: ObjectTypeNode,
  names: DefinitionNames,
): TypeNode | undefined {
  if (additional === undefined || additional === false) return undefined;
  const type = node.getAdditionalProperties();
  if (type === undefined)
    throw unreadable(place, "additionalProperties without a graph node", "one node a keyword");
  return resolveType(child(place, type, additional, "additionalProperties"), names);
}

function resolveReference(place: Place, node: Type, names: DefinitionNames): TypeNode {
  const name = names.get(node);
  if (name === undefined)
    throw unreadable(place, "a $ref to something that is not a definition", "#/definitions/NAME");
  return { kind: "reference", name };
}

function resolveCases(
  place: Place,
  keyword: "oneOf" | "anyOf",
  cases: readonly JsonSchema[],
  node: Type,
  names: DefinitionNames,
): TypeNode {
  const members = node instanceof UnionType ? [...node.members] : [];
  if (members.length !== cases.length) {
    throw unreadable(place, `${keyword} with members that are the same`, "cases that differ");
  }
  return union(
    cases.map((inner, index): Variant => ({
      // Sizes agree, so each case has its member.
      type: resolveType(child(place, members[index] as Type, inner, keyword, index), names),
      doc: typeof inner === "boolean" ? undefined : inner.description,
      title: typeof inner === "boolean" ? undefined : inner.title,
      experimental: isExperimental(inner),
    })),
  );
}

function intersect(place: Place, parts: readonly TypeNode[]): TypeNode {
  const [first, second, ...more] = parts;
  if (first === undefined) return { kind: "unknown" };
  if (second === undefined) return first;
  const object = [first, second].find((part): part is ObjectNode => part.kind === "object");
  const other = first === object ? second : first;
  if (object !== undefined && more.length === 0) {
    const distributed = distribute(object, other);
    if (distributed !== undefined) return distributed;
  }
  throw unreadable(
    place,
    `an intersection of ${parts.map((part) => part.kind).join(" and ")}`,
    "properties beside a union of objects",
  );
}

/** Whether the merge of the stable and the experimental schema marked this fragment. */
export function isExperimental(schema: JsonSchema): boolean {
  return typeof schema === "object" && schema["x-experimental"] === true;
}

function child(place: Place, type: Type, schema: JsonSchema, ...keys: readonly (string | number)[]): Place {
  return { type, schema, file: place.file, pointer: pointerTo(place.pointer, ...keys) };
}

function refuseUnknownKeywords(place: Place, schema: JsonSchemaObject): void {
  const unknown = Object.keys(schema).filter((keyword) => !MEANT.has(keyword) && !NOTED.has(keyword));
  if (unknown.length > 0)
    throw unreadable(
      place,
      `keyword ${unknown.map((k) => JSON.stringify(k)).join(", ")}`,
      `only ${[...MEANT].join(", ")}`,
    );
}

function unreadable(place: Place, found: string, expected: string): CodegenError {
  return new CodegenError({
    message: "The schema uses a construct that the generator cannot read.",
    file: place.file,
    pointer: place.pointer,
    found,
    expected,
    fix: "The generator must learn this construct (packages/codegen/src/protocol), or the schema needs a correction.",
  });
}
