import type { Property, TypeNode } from "../protocol/protocol.js";

/** `type` in one line, for people: the notation of TypeScript, but for maps, with what is nested deep left out. */
export function typeWords(type: TypeNode): string {
  return write(type, 0);
}

/** `text` with at most `longest` characters. */
export function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest
    ? text
    : `${characters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}

function write(type: TypeNode, depth: number): string {
  switch (type.kind) {
    case "primitive":
      return type.name;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array": {
      const element = write(type.element, depth);
      return / \| /.test(element) && !element.startsWith("{") ? `(${element})[]` : `${element}[]`;
    }
    case "tuple": {
      const elements = type.elements.map((one) => `${write(one.type, depth)}${one.optional ? "?" : ""}`);
      return `[${[...elements, ...(type.rest === undefined ? [] : ["…"])].join(", ")}]`;
    }
    case "map":
      return type.value.kind === "unknown" ? "{ … }" : `map of ${write(type.value, depth)}`;
    case "object":
      if (depth > 1) return "{ … }";
      return type.properties.length === 0
        ? "{}"
        : `{ ${type.properties.map((one) => writeProperty(one, depth)).join(", ")} }`;
    case "union":
      if (type.variants.length === 0) return "nothing";
      return type.variants.map((variant) => write(variant.type, depth)).join(" | ");
    case "intersection":
      return type.members.map((member) => write(member, depth)).join(" & ");
    case "reference":
      return type.name;
    case "unknown":
      return "any JSON";
  }
}

function writeProperty({ name, optional, type }: Property, depth: number): string {
  return `${name}${optional ? "?" : ""}: ${write(type, depth + 1)}`;
}
