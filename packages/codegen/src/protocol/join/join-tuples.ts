import { isNever } from "../algebra.js";
import { conflictOf, isConflict, within, type JoinWithin, type Joined } from "./joined.js";
import type { ArrayNode, TupleElement, TupleNode, TypeNode } from "../protocol.js";

/** The list that is both, element by element. */
export function joinTuples(a: ArrayNode | TupleNode, b: ArrayNode | TupleNode, context: JoinWithin): Joined {
  const length = Math.max(firstOf(a).length, firstOf(b).length);
  const elements: TupleElement[] = [];
  for (let index = 0; index < length; index++) {
    const [left, right] = [elementAt(a, index), elementAt(b, index)];
    // One of the two lists has ended. So does the list that is both, unless the other must go on.
    if (left === undefined || right === undefined) {
      if (left?.optional === false || right?.optional === false) return conflictOf(a, b);
      return { kind: "tuple", elements, rest: undefined };
    }
    const optional = left.optional && right.optional;
    const type = context.join(left.type, right.type, context);
    if (isConflict(type) && (!optional || !context.alternative)) return within(`[${String(index)}]`, type);
    if (isConflict(type) || isNever(type))
      return optional ? { kind: "tuple", elements, rest: undefined } : conflictOf(a, b);
    elements.push({ type, optional });
  }
  return { kind: "tuple", elements, rest: joinRest(restOf(a), restOf(b), context) };
}

function joinRest(a: TypeNode | undefined, b: TypeNode | undefined, context: JoinWithin) {
  if (a === undefined || b === undefined) return undefined;
  const rest = context.join(a, b, { ...context, alternative: true });
  return isConflict(rest) || isNever(rest) ? undefined : rest;
}

function firstOf(type: ArrayNode | TupleNode): readonly TupleElement[] {
  return type.kind === "tuple" ? type.elements : [];
}

function restOf(type: ArrayNode | TupleNode): TypeNode | undefined {
  return type.kind === "tuple" ? type.rest : type.element;
}

/** What may stand at `index`; `undefined` where the list has ended before it. */
function elementAt(type: ArrayNode | TupleNode, index: number): TupleElement | undefined {
  const listed = firstOf(type)[index];
  if (listed !== undefined) return listed;
  const rest = restOf(type);
  return rest === undefined ? undefined : { type: rest, optional: true };
}
