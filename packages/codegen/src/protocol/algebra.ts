import type { Literal, PrimitiveNode, TypeNode, UnionNode, Variant } from "./protocol.js";

/** The union of `variants`: nested unions opened, repetitions dropped, `null` last. */
export function union(variants: readonly Variant[]): TypeNode {
  const distinct = distinctTypes(variants.flatMap(opened));
  const [only] = distinct;
  // A union of one is its member, unless that would lose the words that the schema has for it.
  if (only !== undefined && distinct.length === 1 && only.doc === undefined) return only.type;
  return {
    kind: "union",
    variants: [
      ...distinct.filter((variant) => !isNull(variant.type)),
      ...distinct.filter((variant) => isNull(variant.type)),
    ],
  };
}

/**
 * The first of those with one and the same type, which needs an opt-in only where all of them do, and should not be used any more
 * where none should. A union of all requests is too long to compare each with each.
 */
function distinctTypes(variants: readonly Variant[]): readonly Variant[] {
  if (variants.length < 2) return variants;
  const known = new Map<string, Variant>();
  for (const variant of variants) {
    const key = JSON.stringify(variant.type);
    const same = known.get(key);
    known.set(key, same === undefined ? variant : withSharedMarks(same, variant));
  }
  return [...known.values()];
}

/** `variant` with the marks that `other`, of the same type, has too. */
function withSharedMarks(variant: Variant, other: Variant): Variant {
  const { deprecated, ...rest } = variant;
  return {
    ...rest,
    experimental: variant.experimental && other.experimental,
    ...(deprecated === true && other.deprecated === true ? { deprecated } : {}),
  };
}

/** The variants of a nested union, which belong to the outer one's title together. */
function opened(variant: Variant): readonly Variant[] {
  if (variant.type.kind !== "union") return [variant];
  return variant.type.variants.map((inner) => ({
    type: inner.type,
    doc: inner.doc ?? variant.doc,
    title: variant.title ?? inner.title,
    experimental: variant.experimental || inner.experimental,
    ...((variant.deprecated ?? inner.deprecated) ? { deprecated: true } : {}),
  }));
}

/** The union of `types`, for which the schema has no words. */
export function unionOf(types: readonly TypeNode[]): TypeNode {
  return union(types.map((type) => ({ type, doc: undefined, title: undefined, experimental: false })));
}

/** What no value is. */
export const NEVER: UnionNode = { kind: "union", variants: [] };

/** Whether no value is of this type. */
export function isNever(type: TypeNode): boolean {
  return type.kind === "union" && type.variants.length === 0;
}

/** Whether `type` is `null` alone. */
export function isNull(type: TypeNode): boolean {
  return type.kind === "primitive" && type.name === "null";
}

/** `type` without `null`. */
export function withoutNull(type: TypeNode): TypeNode {
  if (type.kind !== "union") return type;
  const rest = type.variants.filter((variant) => !isNull(variant.type));
  const [only] = rest;
  return only !== undefined && rest.length === 1 ? only.type : { kind: "union", variants: rest };
}

/** Whether a scalar is of a primitive type. */
export function isOf(value: Literal, { name }: PrimitiveNode): boolean {
  return name === "integer" ? Number.isInteger(value) : name === typeof value;
}

/**
 * `type`, or the map that it is as an object of which no key is listed. Nothing tells an empty struct from a map that the schema lost,
 * and a server may add keys to either.
 */
export function mapWhereUnlisted(type: TypeNode): TypeNode {
  if (type.kind !== "object" || type.properties.length > 0 || type.closed === true) return type;
  return { kind: "map", value: type.rest ?? { kind: "unknown" } };
}
