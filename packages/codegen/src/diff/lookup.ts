import type { Definition, Protocol, TypeNode } from "../protocol/protocol.js";

/** The definitions of one side by name. */
export type Definitions = ReadonlyMap<string, Definition>;

/** The definitions of `protocol` by name. */
export function definitionsOf(protocol: Protocol): Definitions {
  return new Map(protocol.definitions.map((definition) => [definition.name, definition]));
}

/** What `type` stands for, through however many references. One that leads nowhere, or in a circle, stands for itself. */
export function resolve(type: TypeNode, definitions: Definitions): TypeNode {
  const seen = new Set<string>();
  let at = type;
  while (at.kind === "reference" && !seen.has(at.name)) {
    seen.add(at.name);
    const next = definitions.get(at.name)?.type;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}
