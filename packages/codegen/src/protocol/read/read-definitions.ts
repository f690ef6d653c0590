import type { SchemaBundle } from "../../schema/json-schema.js";
import { mapChildren } from "../visit.js";
import { readTypeGraph } from "./graph/type-graph.js";
import { mayOverlap } from "../join/overlap.js";
import type { Definition, TypeNode, WiderReading } from "../protocol.js";
import { readType } from "./read-type.js";
import type { Exclusive, Reading } from "./reading.js";

/** What a schema defines. */
export interface ReadDefinitions {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly wider: readonly WiderReading[];
}

/** Reads every definition of a bundle: each when it is first needed, since types are joined by what they are. */
export async function readDefinitions(bundle: SchemaBundle): Promise<ReadDefinitions> {
  const roots = await readTypeGraph(bundle);
  const names = new Map([...roots].map(([name, node]) => [node, name]));
  const types = new Map<string, TypeNode | undefined>();
  const wider: WiderReading[] = [];
  const exclusives: Exclusive[] = [];

  const typeOf = (name: string): TypeNode | undefined => {
    if (types.has(name)) return types.get(name);
    const entry = bundle.definitions.get(name);
    const node = roots.get(name);
    if (entry === undefined || node === undefined) return undefined;
    // Until it has been read: whoever asks for it meanwhile is part of it.
    types.set(name, undefined);
    const reading: Reading = {
      file: bundle.file,
      definition: name,
      nameOf: (node) => names.get(node),
      typeOf,
      read: (place) => readType(place, reading),
      schemaOf: (other) => bundle.definitions.get(other)?.schema,
      note: (one) => wider.push(one),
      exclude: (one) => exclusives.push(one),
    };
    const type = readType({ schema: entry.schema, pointer: entry.pointer, node }, reading);
    types.set(name, type);
    return type;
  };

  const definitions = new Map<string, Definition>();
  for (const [name, { schema, pointer }] of bundle.definitions) {
    const type = typeOf(name);
    if (type === undefined) continue;
    const words = typeof schema === "boolean" ? {} : schema;
    definitions.set(name, {
      name,
      doc: words.description,
      type: withMaps(type),
      variantOf: undefined,
      pointer,
      ...(words.deprecated === true ? { deprecated: true } : {}),
      experimental: words["x-experimental"] === true,
    });
  }
  for (const { cases, note } of exclusives) {
    if (mayOverlap(cases, typeOf)) note();
  }
  return { definitions, wider };
}

/**
 * Nothing tells an empty struct from a map that the schema lost, and a server may add keys to either: an object of which no key is
 * listed is a map.
 */
function withMaps(type: TypeNode): TypeNode {
  const inner = mapChildren(type, withMaps);
  if (inner.kind !== "object" || inner.properties.length > 0 || inner.closed === true) return inner;
  return { kind: "map", value: inner.rest ?? { kind: "unknown" } };
}
