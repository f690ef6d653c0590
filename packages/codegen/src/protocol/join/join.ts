import { isDeepStrictEqual } from "node:util";
import { isNever, isOf, NEVER, union } from "../algebra.js";
import { joinObjects } from "./join-objects.js";
import { joinTuples } from "./join-tuples.js";
import {
  conflictOf,
  isConflict,
  joinDocs,
  within,
  type Conflict,
  type JoinContext,
  type Joined,
  type JoinWithin,
} from "./joined.js";
import type { Literal, ReferenceNode, TypeNode, Variant } from "../protocol.js";

/** More than any schema in use needs. Beyond it a pair of unions stays a pair. */
const MOST_PAIRS = 4096;

/** References within references that are followed; a pair further in stays a pair. */
const DEEPEST = 64;

/** The type of a value that has both types. */
export function joinTypes(a: TypeNode, b: TypeNode, context: JoinContext): Joined {
  return join(a, b, { ...context, open: new Set(), join });
}

/** What {@link joinTypes} makes of the two where nothing may contradict anything: no value has both, for a conflict. */
export function joinOrNever(a: TypeNode, b: TypeNode, typeOf: JoinContext["typeOf"]): TypeNode {
  const joined = joinTypes(a, b, { typeOf, alternative: true });
  return isConflict(joined) ? NEVER : joined;
}

function join(a: TypeNode, b: TypeNode, context: JoinWithin): Joined {
  if (isDeepStrictEqual(a, b) || b.kind === "unknown" || isNever(a)) return a;
  if (a.kind === "unknown" || isNever(b)) return b;
  const listed = joinListed(a, b) ?? joinListed(b, a);
  if (listed !== undefined) return listed;
  if (a.kind === "union" || b.kind === "union") return joinUnions(variantsOf(a), variantsOf(b), context);
  if (a.kind === "intersection" || b.kind === "intersection") return both(a, b);
  if (a.kind === "reference") return joinReference(a, b, context);
  if (b.kind === "reference") return joinReference(b, a, context);
  if (a.kind === "object" && b.kind === "object") return joinObjects(a, b, context);
  if (isList(a) && isList(b)) {
    if (a.kind === "array" && b.kind === "array") {
      const element = join(a.element, b.element, context);
      if (!isConflict(element)) return { kind: "array", element };
      return context.alternative ? { kind: "tuple", elements: [], rest: undefined } : within("[]", element);
    }
    return joinTuples(a, b, context);
  }
  return joinScalars(a, b);
}

/**
 * The values of a list that a union admits, in the order of the list; `undefined` where the union has words, which would be lost, or
 * a type that must be looked up.
 */
function joinListed(a: TypeNode, b: TypeNode): TypeNode | undefined {
  if (a.kind !== "enum" || b.kind !== "union") return undefined;
  const isPlain = ({ type, doc }: Variant) =>
    doc === undefined && type.kind !== "reference" && type.kind !== "intersection";
  if (!b.variants.every(isPlain)) return undefined;
  const values = a.values.filter((value) => b.variants.some(({ type }) => admits(type, value)));
  return values.length === 0 ? undefined : { kind: "enum", values };
}

function joinUnions(as: readonly Variant[], bs: readonly Variant[], context: JoinWithin): Joined {
  if (as.length * bs.length > MOST_PAIRS) return both(union(as), union(bs));
  const alternative = { ...context, alternative: context.alternative || as.length * bs.length > 1 };
  const joined: Variant[] = [];
  let conflict: Conflict | undefined;
  for (const a of as) {
    for (const b of bs) {
      const type = join(a.type, b.type, alternative);
      if (isConflict(type)) conflict ??= type;
      else if (!isNever(type)) joined.push(joinVariant(a, b, type));
    }
  }
  return joined.length > 0 || conflict === undefined ? union(joined) : conflict;
}

function joinVariant(a: Variant, b: Variant, type: TypeNode): Variant {
  return {
    type,
    doc: joinDocs(a.doc, b.doc),
    title: a.title ?? b.title,
    experimental: a.experimental || b.experimental,
    ...((a.deprecated ?? b.deprecated) ? { deprecated: true } : {}),
  };
}

function variantsOf(type: TypeNode): readonly Variant[] {
  if (type.kind === "union") return type.variants;
  return [{ type, doc: undefined, title: undefined, experimental: false }];
}

/** A definition is joined by what it is. Its name stays where that changes nothing. */
function joinReference(a: ReferenceNode, b: TypeNode, context: JoinWithin): Joined {
  const pair = [a, b]
    .map((one) => JSON.stringify(one))
    .sort()
    .join("\n");
  const [left, right] = [resolved(a, context), resolved(b, context)];
  const endless = context.open.has(pair) || context.open.size >= DEEPEST;
  if (left === undefined || right === undefined || endless) return both(a, b);
  const joined = join(left, right, { ...context, open: new Set([...context.open, pair]) });
  if (isDeepStrictEqual(joined, left)) return a;
  return isDeepStrictEqual(joined, right) ? b : joined;
}

function resolved(type: TypeNode, context: JoinContext): TypeNode | undefined {
  let target: TypeNode | undefined = type;
  while (target?.kind === "reference") target = context.typeOf(target.name);
  return target;
}

/** The two side by side, for want of one type for both. */
function both(a: TypeNode, b: TypeNode): TypeNode {
  const members = [a, b].flatMap((one) => (one.kind === "intersection" ? one.members : [one]));
  return {
    kind: "intersection",
    members: members.filter(
      (one, index) => members.findIndex((other) => isDeepStrictEqual(one, other)) === index,
    ),
  };
}

function isList(type: TypeNode): type is Extract<TypeNode, { kind: "array" | "tuple" }> {
  return type.kind === "array" || type.kind === "tuple";
}

function joinScalars(a: TypeNode, b: TypeNode): Joined {
  if (a.kind === "enum" || b.kind === "enum") {
    const [listed, other] = a.kind === "enum" ? [a, b] : [b as typeof a & { kind: "enum" }, a];
    const values = listed.values.filter((value) => admits(other, value));
    return values.length === 0 ? conflictOf(a, b) : { kind: "enum", values };
  }
  if (a.kind === "primitive" && b.kind === "primitive") {
    if (a.name === "integer" && b.name === "number") return a;
    if (a.name === "number" && b.name === "integer") return b;
  }
  return conflictOf(a, b);
}

function admits(type: TypeNode, value: Literal): boolean {
  if (type.kind === "enum") return type.values.includes(value);
  return type.kind === "unknown" || (type.kind === "primitive" && isOf(value, type));
}
