import { referredName, type JsonSchema, type SchemaBundle } from "../../schema/json-schema.js";
import { subschemasOf } from "../../schema/subschemas.js";

/** By what a definition is known to be the same in two bundles. */
export interface Fingerprint {
  /** Its place and its schema, in the order of its keys, which is that of the fields of its type. */
  readonly text: string;
  /** The definitions that it refers to. */
  readonly references: ReadonlySet<string>;
}

/** The fingerprint of each definition. */
export function fingerprintsOf({ definitions }: SchemaBundle): ReadonlyMap<string, Fingerprint> {
  return new Map(
    [...definitions].map(([name, { schema, pointer }]) => [
      name,
      { text: `${pointer} ${JSON.stringify(schema)}`, references: new Set(referencesIn(schema)) },
    ]),
  );
}

/** Of what was read of another bundle, that which is the same in this one, and so is all that it refers to, however far. */
export function unchangedIn<T extends { readonly fingerprint: Fingerprint }>(
  prints: ReadonlyMap<string, Fingerprint>,
  before: ReadonlyMap<string, T>,
): ReadonlyMap<string, T> {
  const unchanged = new Map(
    [...before].filter(([name, { fingerprint }]) => prints.get(name)?.text === fingerprint.text),
  );
  // What one round takes away may leave others without something that they refer to.
  for (let size = -1; size !== unchanged.size;) {
    size = unchanged.size;
    for (const [name, { fingerprint }] of unchanged) {
      if (![...fingerprint.references].every((other) => unchanged.has(other))) unchanged.delete(name);
    }
  }
  return unchanged;
}

function referencesIn(schema: JsonSchema): readonly string[] {
  if (typeof schema === "boolean") return [];
  const own = schema.$ref === undefined ? [] : [referredName(schema.$ref)];
  return [...own, ...subschemasOf(schema).flatMap(({ schema: inner }) => referencesIn(inner))];
}
