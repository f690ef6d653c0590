import type { TypeNode } from "./protocol.js";

/** The types that stand directly in `type`. */
export function childrenOf(type: TypeNode): readonly TypeNode[] {
  switch (type.kind) {
    case "array":
      return [type.element];
    case "tuple":
      return [
        ...type.elements.map((element) => element.type),
        ...(type.rest === undefined ? [] : [type.rest]),
      ];
    case "map":
      return [type.value];
    case "object":
      return [
        ...type.properties.map((property) => property.type),
        ...(type.rest === undefined ? [] : [type.rest]),
      ];
    case "union":
      return type.variants.map((variant) => variant.type);
    case "intersection":
      return type.members;
    case "primitive":
    case "enum":
    case "reference":
    case "unknown":
      return [];
  }
}

/** A copy of `type` in which `change` has replaced each type that stands directly in it. */
export function mapChildren(type: TypeNode, change: (inner: TypeNode) => TypeNode): TypeNode {
  switch (type.kind) {
    case "array":
      return { ...type, element: change(type.element) };
    case "tuple":
      return {
        ...type,
        elements: type.elements.map((element) => ({ ...element, type: change(element.type) })),
        rest: type.rest && change(type.rest),
      };
    case "map":
      return { ...type, value: change(type.value) };
    case "object":
      return {
        ...type,
        properties: type.properties.map((property) => ({ ...property, type: change(property.type) })),
        rest: type.rest && change(type.rest),
      };
    case "union":
      return { ...type, variants: type.variants.map((one) => ({ ...one, type: change(one.type) })) };
    case "intersection":
      return { ...type, members: type.members.map(change) };
    case "primitive":
    case "enum":
    case "reference":
    case "unknown":
      return type;
  }
}

/** The names of the definitions that `type` mentions. */
export function referencesIn(type: TypeNode): readonly string[] {
  return type.kind === "reference" ? [type.name] : childrenOf(type).flatMap(referencesIn);
}
