import type { Definition, ObjectNode, TypeNode } from "../protocol/protocol.js";
import { propertyName } from "./type-text.js";

/** Longer than this, an example tells less than the type does. */
const LONGEST = 100;

/** What examples call by its name, as whoever reads one has it at hand. */
const KNOWN: ReadonlySet<string> = new Set(["threadId"]);

/** Finds a definition by its name. */
export type FindDefinition = (name: string) => Definition | undefined;

/** The least value of a type, on one line, or `undefined` where that would be none, or a long one. */
export function exampleOf(type: TypeNode, find: FindDefinition): string | undefined {
  const text = valueText(type, find, new Set());
  return text === undefined || text.length > LONGEST ? undefined : text;
}

/** @param inside The definitions that the value is in: it must end somewhere. */
function valueText(type: TypeNode, find: FindDefinition, inside: ReadonlySet<string>): string | undefined {
  const valueIn = (inner: TypeNode): string | undefined => valueText(inner, find, inside);
  switch (type.kind) {
    case "primitive":
      return SCALARS[type.name];
    case "enum":
      return JSON.stringify(type.values[0]);
    case "array": {
      const element = valueIn(type.element);
      return element === undefined ? "[]" : `[${element}]`;
    }
    case "tuple":
      return listText(type.elements.filter(({ optional }) => !optional).map((one) => valueIn(one.type)));
    case "map":
    case "unknown":
      return "{}";
    case "object":
      return objectText(type, valueIn);
    case "union":
      return shortest(type.variants.map((variant) => valueIn(variant.type)));
    case "intersection":
      return undefined;
    case "reference": {
      const target = inside.has(type.name) ? undefined : find(type.name);
      return target && valueText(target.type, find, new Set([...inside, type.name]));
    }
  }
}

const SCALARS = { string: '"..."', number: "1", integer: "1", boolean: "true", null: "null" } as const;

function listText(elements: readonly (string | undefined)[]): string | undefined {
  return elements.includes(undefined) ? undefined : `[${elements.join(", ")}]`;
}

function objectText(
  { properties }: ObjectNode,
  valueOf: (type: TypeNode) => string | undefined,
): string | undefined {
  const fields: string[] = [];
  for (const { name, type, optional } of properties) {
    if (optional) continue;
    const value = valueOf(type);
    if (value === undefined) return undefined;
    fields.push(KNOWN.has(name) && value === SCALARS.string ? name : `${propertyName(name)}: ${value}`);
  }
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** Of the variants that say something, the one that takes the least room. */
function shortest(values: readonly (string | undefined)[]): string | undefined {
  const known = values.filter((value) => value !== undefined);
  const spoken = known.filter((value) => value !== SCALARS.null);
  return (spoken.length > 0 ? spoken : known).sort((a, b) => a.length - b.length)[0];
}
