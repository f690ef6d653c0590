import { isNever } from "../algebra.js";
import { joinOrNever } from "./join.js";
import type { JoinContext } from "./joined.js";
import type { Literal, ObjectNode, TypeNode, Variant } from "../protocol.js";

/** More cases than this without a tag are not compared each with each. */
const MOST_CASES = 40;

/** Whether a value may be of several of the types. */
export function mayOverlap(cases: readonly Variant[], typeOf: JoinContext["typeOf"]): boolean {
  const types = cases.map(({ type }) => resolved(type, typeOf));
  if (haveTag(types)) return false;
  if (types.length > MOST_CASES) return true;
  return types.some((type, index) =>
    types.slice(index + 1).some((other) => !isNever(joinOrNever(type, other, typeOf))),
  );
}

/** Whether all are objects with a required key that has other values in each. */
function haveTag(types: readonly TypeNode[]): boolean {
  const [first] = types;
  const objects = types.filter((type): type is ObjectNode => type.kind === "object");
  if (first?.kind !== "object" || objects.length < types.length) return false;
  return first.properties.some(({ name }) => {
    const values = objects.map((object) => valuesOf(object, name));
    const all = values.flat();
    return values.every(({ length }) => length > 0) && new Set(all).size === all.length;
  });
}

function valuesOf({ properties }: ObjectNode, name: string): readonly Literal[] {
  const property = properties.find((one) => one.name === name);
  return property?.optional === false && property.type.kind === "enum" ? property.type.values : [];
}

function resolved(type: TypeNode, typeOf: JoinContext["typeOf"]): TypeNode {
  let target = type;
  while (target.kind === "reference") {
    const next = typeOf(target.name);
    if (next === undefined) return target;
    target = next;
  }
  return target;
}
