import { isDeepStrictEqual } from "node:util";
import { type Definition, type Protocol, type TypeNode } from "./protocol.js";

/** The protocol as a client meets it that did not opt into the experimental API. */
export function stableOf(protocol: Protocol): Protocol {
  const stable = <T extends { readonly experimental: boolean }>(list: readonly T[]): readonly T[] =>
    list.filter(({ experimental }) => !experimental);
  return {
    ...protocol,
    definitions: stable(protocol.definitions).map((definition) => ({
      ...definition,
      type: stableType(definition.type),
    })),
    clientRequests: stable(protocol.clientRequests),
    serverRequests: stable(protocol.serverRequests),
    serverNotifications: stable(protocol.serverNotifications),
    clientNotifications: stable(protocol.clientNotifications),
  };
}

function stableType(type: TypeNode): TypeNode {
  switch (type.kind) {
    case "array":
      return { kind: "array", element: stableType(type.element) };
    case "map":
      return { kind: "map", value: stableType(type.value) };
    case "object": {
      const properties = type.properties
        .filter(({ experimental }) => !experimental)
        .map((property) => ({ ...property, type: stableType(property.type) }));
      // With every key gone, what is left is an open struct, as the stable schema itself has it.
      if (properties.length === 0 && type.properties.length > 0)
        return { kind: "map", value: { kind: "unknown" } };
      return { kind: "object", properties, rest: type.rest && stableType(type.rest) };
    }
    case "union":
      return {
        kind: "union",
        variants: type.variants
          .filter(({ experimental }) => !experimental)
          .map((variant) => ({ ...variant, type: stableType(variant.type) })),
      };
    default:
      return type;
  }
}

/**
 * The definitions that a client which opted in meets otherwise than one that did not: the experimental ones, those with
 * an experimental part, and those that mention either.
 */
export function experimentalDefinitions(protocol: Protocol): readonly Definition[] {
  const stable = new Map(stableOf(protocol).definitions.map((definition) => [definition.name, definition]));
  const differing = new Set(
    protocol.definitions
      .filter((definition) => !isDeepStrictEqual(definition, stable.get(definition.name)))
      .map(({ name }) => name),
  );
  for (let size = -1; size !== differing.size;) {
    size = differing.size;
    for (const { name, type } of protocol.definitions) {
      if (referencesIn(type).some((reference) => differing.has(reference))) differing.add(name);
    }
  }
  return protocol.definitions.filter(({ name }) => differing.has(name));
}

/** The names of the definitions that `type` mentions. */
export function referencesIn(type: TypeNode): readonly string[] {
  switch (type.kind) {
    case "reference":
      return [type.name];
    case "array":
      return referencesIn(type.element);
    case "map":
      return referencesIn(type.value);
    case "object":
      return [...type.properties.map((property) => property.type), ...(type.rest ? [type.rest] : [])].flatMap(
        referencesIn,
      );
    case "union":
      return type.variants.flatMap((variant) => referencesIn(variant.type));
    case "primitive":
    case "enum":
    case "unknown":
      return [];
  }
}
