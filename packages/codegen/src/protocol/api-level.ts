import { isDeepStrictEqual } from "node:util";
import { mapWhereUnlisted } from "./algebra.js";
import type { Definition, NotificationMethod, Params, Protocol, TypeNode } from "./protocol.js";
import { mapChildren, referencesIn } from "./visit.js";

/** The protocol as a client meets it that did not opt into the experimental API. */
export function stableOf(protocol: Protocol): Protocol {
  const stable = <T extends { readonly experimental: boolean }>(list: readonly T[]): readonly T[] =>
    list.filter(({ experimental }) => !experimental);
  const stableMethods = <T extends NotificationMethod>(list: readonly T[]): readonly T[] =>
    stable(list).map((method) => ({ ...method, params: stableParams(method.params) }));
  return {
    ...protocol,
    definitions: stable(protocol.definitions).map((definition) => ({
      ...definition,
      type: stableType(definition.type),
    })),
    clientRequests: stableMethods(protocol.clientRequests),
    serverRequests: stableMethods(protocol.serverRequests),
    serverNotifications: stableMethods(protocol.serverNotifications),
    clientNotifications: stableMethods(protocol.clientNotifications),
  };
}

function stableParams(params: Params): Params {
  return params.kind === "none" ? params : { ...params, type: stableType(params.type) };
}

function stableType(type: TypeNode): TypeNode {
  if (type.kind === "object") {
    const properties = type.properties.filter(({ experimental }) => !experimental);
    return mapWhereUnlisted(mapChildren({ ...type, properties }, stableType));
  }
  if (type.kind === "union") {
    const variants = type.variants.filter(({ experimental }) => !experimental);
    return mapChildren({ kind: "union", variants }, stableType);
  }
  return mapChildren(type, stableType);
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
