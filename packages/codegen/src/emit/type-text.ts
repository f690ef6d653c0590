import { unionOf } from "../protocol/algebra.js";
import { referencesIn } from "../protocol/visit.js";
import type { ObjectNode, Property, TupleNode, TypeNode } from "../protocol/protocol.js";
import { docComment, propertyDoc } from "./docs.js";

/** How a module writes the name of a definition. */
export type WriteName = (definition: string) => string;

/** Writes `type` as TypeScript; `nameOf` says how a definition is written, if not by its own name. */
export function typeText(type: TypeNode, nameOf: WriteName = (name) => name): string {
  switch (type.kind) {
    case "primitive":
      return type.name === "integer" ? "number" : type.name;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array":
      return `(${typeText(type.element, nameOf)})[]`;
    case "map":
      return `{ [key: string]: ${typeText(type.value, nameOf)} }`;
    case "tuple":
      return tupleText(type, nameOf);
    case "object":
      return objectText(type, nameOf);
    case "union":
      return unionText(
        type.variants.map((variant) => variant.type),
        nameOf,
      );
    case "intersection":
      return type.members.map((member) => `(${typeText(member, nameOf)})`).join(" & ");
    case "reference":
      return nameOf(type.name);
    case "unknown":
      return "unknown";
  }
}

/** A property name, quoted where TypeScript needs it. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** The index signature's type of an open object: it must also admit what the listed properties hold. */
export function restText(type: ObjectNode, nameOf: WriteName): string | undefined {
  if (type.rest === undefined) return undefined;
  if (type.rest.kind === "unknown") return "unknown";
  const admitted = unionOf([type.rest, ...type.properties.map((property) => property.type)]);
  const optional = type.properties.some((property) => property.optional);
  return `${typeText(admitted, nameOf)}${optional ? " | undefined" : ""}`;
}

/** TypeScript wants what may be left out to come last, as it does. */
function tupleText({ elements, rest }: TupleNode, nameOf: WriteName): string {
  const texts = elements.map(({ type, optional }, index) => {
    const text = typeText(type, nameOf);
    if (!optional) return text;
    // An alias that mentions itself in an optional element is circular to TypeScript, unless the element has a label.
    return referencesIn(type).length === 0 ? `(${text})?` : `item${String(index)}?: ${text}`;
  });
  return `[${[...texts, ...(rest === undefined ? [] : [`...(${typeText(rest, nameOf)})[]`])].join(", ")}]`;
}

function objectText(type: ObjectNode, nameOf: WriteName): string {
  const rest = restText(type, nameOf);
  const lines = [
    ...type.properties.map((property) => propertyText(property, nameOf)),
    ...(rest === undefined ? [] : [`[key: string]: ${rest};`]),
  ];
  return lines.length === 0 ? "{ [key: string]: never }" : `{\n${lines.join("\n")}\n}`;
}

function propertyText(property: Property, nameOf: WriteName): string {
  const question = property.optional ? "?" : "";
  return `${docComment(propertyDoc(property))}${propertyName(property.name)}${question}: ${typeText(property.type, nameOf)};`;
}

function unionText(types: readonly TypeNode[], nameOf: WriteName): string {
  // Nothing can be there; or all cases are experimental, and seen by a client that did not opt in.
  if (types.length === 0) return "never";
  if (types.some((type) => type.kind === "unknown")) return "unknown";
  // Beside literals, a plain `string` would swallow them; `string & {}` keeps them in an editor's list.
  const literals = types.some(
    (type) => type.kind === "enum" && type.values.some((value) => typeof value === "string"),
  );
  return types
    .map((type) =>
      literals && type.kind === "primitive" && type.name === "string"
        ? "(string & {})"
        : typeText(type, nameOf),
    )
    .join(" | ");
}
