import { type ObjectNode, type Property, type TypeNode } from "../protocol/protocol.js";
import { docComment, propertyDoc } from "./docs.js";

/** Writes `type` as TypeScript; `reference` says how a definition is written. */
export function typeText(type: TypeNode): string {
  switch (type.kind) {
    case "primitive":
      return type.name === "integer" ? "number" : type.name;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array":
      return `(${typeText(type.element)})[]`;
    case "map":
      return `{ [key: string]: ${typeText(type.value)} }`;
    case "object":
      return objectText(type);
    case "union":
      return unionText(type.variants.map((variant) => variant.type));
    case "reference":
      return type.name;
    case "unknown":
      return "unknown";
  }
}

/** A property name, quoted where TypeScript needs it. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** The index signature's type of an open object: it must also admit what the listed properties hold. */
export function restText(type: ObjectNode): string | undefined {
  if (type.rest === undefined) return undefined;
  if (type.rest.kind === "unknown") return "unknown";
  const optional = type.properties.some((property) => property.optional);
  return [
    ...new Set([
      typeText(type.rest),
      ...type.properties.map((property) => typeText(property.type)),
      ...(optional ? ["undefined"] : []),
    ]),
  ].join(" | ");
}

function objectText(type: ObjectNode): string {
  const rest = restText(type);
  const lines = [
    ...type.properties.map(propertyText),
    ...(rest === undefined ? [] : [`[key: string]: ${rest};`]),
  ];
  return lines.length === 0 ? "{ [key: string]: never }" : `{\n${lines.join("\n")}\n}`;
}

function propertyText(property: Property): string {
  const question = property.optional ? "?" : "";
  return `${docComment(propertyDoc(property))}${propertyName(property.name)}${question}: ${typeText(property.type)};`;
}

function unionText(types: readonly TypeNode[]): string {
  // A union all of whose cases are experimental, seen by a client that did not opt in.
  if (types.length === 0) return "never";
  if (types.some((type) => type.kind === "unknown")) return "unknown";
  // Beside literals, a plain `string` would swallow them; `string & {}` keeps them in an editor's list.
  const literals = types.some((type) => type.kind === "enum");
  return types
    .map((type) =>
      literals && type.kind === "primitive" && type.name === "string" ? "(string & {})" : typeText(type),
    )
    .join(" | ");
}
