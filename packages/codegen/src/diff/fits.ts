import { isOf } from "../protocol/algebra.js";
import type { ObjectNode, TupleNode, TypeNode } from "../protocol/protocol.js";
import { resolve, type Definitions } from "./lookup.js";

/** A type and the side that its references lead to. */
export interface Sided {
  readonly type: TypeNode;
  readonly definitions: Definitions;
}

/**
 * Whether every value of `value` is one of `target`. Objects are open: keys that `target` does not list are no obstacle, as
 * neither side refuses them.
 */
export function fits(value: Sided, target: Sided): boolean {
  return fitsWithin(value, target, new Set());
}

/** `assumed` holds the pairs of names under way: in a recursive type, a pair that is met again decides nothing. */
function fitsWithin(value: Sided, target: Sided, assumed: Set<string>): boolean {
  if (value.type.kind === "reference" || target.type.kind === "reference") {
    const pair = `${nameOf(value)} ${nameOf(target)}`;
    const recursive = value.type.kind === "reference" && target.type.kind === "reference";
    if (recursive && assumed.has(pair)) return true;
    const open = { type: resolve(value.type, value.definitions), definitions: value.definitions };
    const opened = { type: resolve(target.type, target.definitions), definitions: target.definitions };
    // A name that leads nowhere is only itself.
    if (open.type.kind === "reference" || opened.type.kind === "reference")
      return nameOf(open) === nameOf(opened);
    return fitsWithin(open, opened, recursive ? new Set([...assumed, pair]) : assumed);
  }
  const part = (a: TypeNode, b: TypeNode) =>
    fitsWithin({ ...value, type: a }, { ...target, type: b }, assumed);
  const a = value.type;
  const b = target.type;
  if (b.kind === "unknown") return true;
  if (a.kind === "primitive" && a.name === "boolean" && b.kind !== "primitive")
    return [true, false].every((one) => part({ kind: "enum", values: [one] }, b));
  if (a.kind === "union") return a.variants.every((variant) => part(variant.type, b));
  if (a.kind === "enum" && a.values.length > 1)
    return a.values.every((one) => part({ kind: "enum", values: [one] }, b));
  if (b.kind === "union") return b.variants.some((variant) => part(a, variant.type));
  if (b.kind === "intersection") return b.members.every((member) => part(a, member));
  if (a.kind === "intersection") return a.members.some((member) => part(member, b));
  switch (a.kind) {
    case "primitive":
      return b.kind === "primitive" && (a.name === b.name || (a.name === "integer" && b.name === "number"));
    case "enum":
      return b.kind === "enum"
        ? a.values.every((one) => b.values.includes(one))
        : b.kind === "primitive" && a.values.every((one) => isOf(one, b));
    case "array":
      if (b.kind === "tuple")
        return (
          b.rest !== undefined &&
          [...b.elements, { type: b.rest, optional: true }].every(
            (one) => one.optional && part(a.element, one.type),
          )
        );
      return b.kind === "array" && part(a.element, b.element);
    case "tuple":
      if (b.kind === "array") return elementTypes(a).every((type) => part(type, b.element));
      return b.kind === "tuple" && tupleFits(a, b, part);
    case "map":
      if (b.kind === "map") return part(a.value, b.value);
      return b.kind === "object" && objectFits({ kind: "object", properties: [], rest: a.value }, b, part);
    case "object":
      if (b.kind === "map")
        return a.properties.every(({ type }) => part(type, b.value)) && otherKeysFit(a.rest, b.value, part);
      return b.kind === "object" && objectFits(a, b, part);
    default:
      return false;
  }
}

function elementTypes({ elements, rest }: TupleNode): readonly TypeNode[] {
  return [...elements.map(({ type }) => type), ...(rest === undefined ? [] : [rest])];
}

function tupleFits(a: TupleNode, b: TupleNode, part: (a: TypeNode, b: TypeNode) => boolean): boolean {
  const length = Math.max(a.elements.length, b.elements.length);
  const positions = Array.from({ length }, (_, index) => index);
  if (a.rest !== undefined && (b.rest === undefined || !part(a.rest, b.rest))) return false;
  return positions.every((index) => {
    const [has, wanted] = [a.elements[index], b.elements[index]];
    const [type, target] = [has?.type ?? a.rest, wanted?.type ?? b.rest];
    if (wanted?.optional === false && has?.optional !== false) return false;
    return type === undefined || (target !== undefined && part(type, target));
  });
}

function objectFits(a: ObjectNode, b: ObjectNode, part: (a: TypeNode, b: TypeNode) => boolean): boolean {
  const has = new Map(a.properties.map((property) => [property.name, property]));
  const listed = b.properties.every((wanted) => {
    const found = has.get(wanted.name);
    if (found === undefined) return wanted.optional && otherKeysFit(a.rest, wanted.type, part);
    return (wanted.optional || !found.optional) && part(found.type, wanted.type);
  });
  const names = new Set(b.properties.map(({ name }) => name));
  const others = a.properties.filter(({ name }) => !names.has(name)).map(({ type }) => type);
  const { rest } = b;
  return (
    listed &&
    (rest === undefined || (others.every((type) => part(type, rest)) && otherKeysFit(a.rest, rest, part)))
  );
}

/** Whether the keys that an object does not list fit. Those that may be anything are none: a struct of which nothing is said has no keys to be wrong. */
function otherKeysFit(
  rest: TypeNode | undefined,
  target: TypeNode,
  part: (a: TypeNode, b: TypeNode) => boolean,
): boolean {
  return rest === undefined || rest.kind === "unknown" || part(rest, target);
}

function nameOf({ type }: Sided): string {
  return type.kind === "reference" ? type.name : "";
}
