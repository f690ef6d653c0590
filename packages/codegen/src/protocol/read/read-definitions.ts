import type { SchemaBundle, SchemaDefinition } from "../../schema/json-schema.js";
import { mapWhereUnlisted } from "../algebra.js";
import { mapChildren } from "../visit.js";
import { readTypeGraph, type TypeGraphRoots } from "./graph/type-graph.js";
import { mayOverlap } from "../join/overlap.js";
import type { Definition, TypeNode, WiderReading } from "../protocol.js";
import { fingerprintsOf, unchangedIn, type Fingerprint } from "./fingerprint.js";
import { readType } from "./read-type.js";
import type { Exclusive, Reading } from "./reading.js";

/** What a schema defines. */
export interface ReadDefinitions {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly wider: readonly WiderReading[];
  /** What {@link readDefinitions} takes over from here into the reading of another schema. */
  readonly readings: ReadonlyMap<string, DefinitionReading>;
}

/** All that was read of one definition. */
interface DefinitionReading {
  readonly fingerprint: Fingerprint;
  readonly definition: Definition;
  /** The type before {@link withMaps}, as others join it with theirs. */
  readonly type: TypeNode;
  readonly wider: readonly WiderReading[];
}

/**
 * Reads every definition of a bundle: each when it is first needed, since types are joined by what they are.
 *
 * @param before What was read of another bundle, such as that of the release before: definitions that are the same in both, down to
 * what they refer to, are taken from there. The result is the same, in a fraction of the time.
 */
export async function readDefinitions(
  bundle: SchemaBundle,
  before?: Pick<ReadDefinitions, "readings">,
): Promise<ReadDefinitions> {
  const prints = fingerprintsOf(bundle);
  const known =
    before === undefined ? new Map<string, DefinitionReading>() : unchangedIn(prints, before.readings);
  const open = new Map([...prints].filter(([name]) => !known.has(name)));
  const roots = open.size === 0 ? NONE : await readTypeGraph(bundle, open);
  const names = new Map([...roots].map(([name, node]) => [node, name]));
  const types = new Map<string, TypeNode | undefined>([...known].map(([name, { type }]) => [name, type]));
  const wider = new Map([...known].map(([name, reading]) => [name, [...reading.wider]]));
  const exclusives: Exclusive[] = [];

  const typeOf = (name: string): TypeNode | undefined => {
    if (types.has(name)) return types.get(name);
    const entry = bundle.definitions.get(name);
    const node = roots.get(name);
    if (entry === undefined || node === undefined) return undefined;
    // Until it has been read: whoever asks for it meanwhile is part of it.
    types.set(name, undefined);
    const notes: WiderReading[] = [];
    wider.set(name, notes);
    const reading: Reading = {
      file: bundle.file,
      definition: name,
      nameOf: (node) => names.get(node),
      typeOf,
      read: (place) => readType(place, reading),
      schemaOf: (other) => bundle.definitions.get(other)?.schema,
      note: (one) => notes.push(one),
      exclude: (one) => exclusives.push(one),
    };
    const type = readType({ schema: entry.schema, pointer: entry.pointer, node }, reading);
    types.set(name, type);
    return type;
  };

  for (const name of bundle.definitions.keys()) typeOf(name);
  for (const { cases, note } of exclusives) {
    if (mayOverlap(cases, typeOf)) note();
  }
  const readings = new Map<string, DefinitionReading>();
  for (const [name, fingerprint] of prints) {
    const type = types.get(name);
    const entry = bundle.definitions.get(name);
    if (type === undefined || entry === undefined) continue;
    const definition = known.get(name)?.definition ?? definitionOf(name, entry, type);
    readings.set(name, { fingerprint, definition, type, wider: wider.get(name) ?? [] });
  }
  return {
    definitions: new Map([...readings].map(([name, { definition }]) => [name, definition])),
    wider: [...readings.values()].flatMap((reading) => reading.wider),
    readings,
  };
}

const NONE: TypeGraphRoots = new Map();

function definitionOf(name: string, { schema, pointer }: SchemaDefinition, type: TypeNode): Definition {
  const words = typeof schema === "boolean" ? {} : schema;
  return {
    name,
    doc: words.description,
    type: withMaps(type),
    variantOf: undefined,
    pointer,
    ...(words.deprecated === true ? { deprecated: true } : {}),
    experimental: words["x-experimental"] === true,
  };
}

/** What others join is an object as long as it may get keys; now none comes any more. */
function withMaps(type: TypeNode): TypeNode {
  return mapWhereUnlisted(mapChildren(type, withMaps));
}
