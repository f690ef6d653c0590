import { isDeepStrictEqual } from "node:util";
import { isNever, NEVER } from "../algebra.js";
import { isConflict, joinDocs, within, type Conflict, type JoinWithin, type Joined } from "./joined.js";
import type { ObjectNode, Property, TypeNode } from "../protocol.js";

/** The object that is both: what either requires is required, and what both list has both types. */
export function joinObjects(a: ObjectNode, b: ObjectNode, context: JoinWithin): Joined {
  const others = new Map(b.properties.map((property) => [property.name, property]));
  const properties: Property[] = [];
  const take = (property: Property | Conflict | undefined): Conflict | undefined => {
    if (property === undefined) return undefined;
    if ("kind" in property) return property;
    properties.push(property);
    return undefined;
  };
  for (const property of a.properties) {
    const other = others.get(property.name);
    others.delete(property.name);
    const conflict = take(
      other === undefined ? listedByOne(property, b, context) : joinProperties(property, other, context),
    );
    if (conflict !== undefined) return conflict;
  }
  for (const property of others.values()) {
    const conflict = take(listedByOne(property, a, context));
    if (conflict !== undefined) return conflict;
  }
  const rest = joinRest(a, b, context);
  return {
    kind: "object",
    properties,
    rest: rest === "none" ? undefined : rest,
    ...(rest === "none" ? { closed: true } : {}),
  };
}

function joinProperties(a: Property, b: Property, context: JoinWithin): Property | Conflict {
  const both: Property = {
    ...a,
    doc: joinDocs(a.doc, b.doc, otherDefault(a, b)),
    optional: a.optional && b.optional,
    defaultValue: a.defaultValue ?? b.defaultValue,
    experimental: a.experimental && b.experimental,
    ...((a.deprecated ?? b.deprecated) ? { deprecated: true } : {}),
  };
  return withType(both, context.join(a.type, b.type, context), context);
}

/** Two defaults for one key: the second would be lost. */
function otherDefault(a: Property, b: Property): string | undefined {
  const [first, second] = [a.defaultValue, b.defaultValue];
  if (first === undefined || second === undefined || isDeepStrictEqual(first, second)) return undefined;
  return `Elsewhere the default is \`${JSON.stringify(second)}\`.`;
}

/** A key that one object lists is to the other a key like any other. */
function listedByOne(
  property: Property,
  other: ObjectNode,
  context: JoinWithin,
): Property | Conflict | undefined {
  if (other.closed !== true)
    return other.rest === undefined
      ? property
      : withType(property, context.join(property.type, other.rest, context), context);
  if (property.optional) return undefined;
  return { kind: "conflict", path: [property.name], between: [property.type, NEVER] };
}

function withType(property: Property, type: Joined, context: JoinWithin): Property | Conflict {
  if (!isConflict(type)) {
    if (property.optional || !isNever(type)) return { ...property, type };
    return { kind: "conflict", path: [property.name], between: [property.type, NEVER] };
  }
  return property.optional && context.alternative
    ? { ...property, type: NEVER }
    : within(property.name, type);
}

function joinRest(a: ObjectNode, b: ObjectNode, context: JoinWithin): TypeNode | "none" | undefined {
  if (a.closed === true || b.closed === true) return "none";
  if (a.rest === undefined || b.rest === undefined) return a.rest ?? b.rest;
  const rest = context.join(a.rest, b.rest, { ...context, alternative: true });
  return isConflict(rest) || isNever(rest) ? "none" : rest;
}
