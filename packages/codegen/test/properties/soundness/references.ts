import type { JsonValue } from "../fuzz/json.js";
import {
  changedSchemas,
  fragmentOf,
  innerSchemas,
  isSchema,
  isSchemaObject,
  schemaAt,
  schemasIn,
  type Schema,
} from "./schema-places.js";

/** Where definitions stand in a bundle. */
export const HOME = ["definitions", "v2"] as const;

/** Definitions by name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Gives every `{ $ref: number }` a target within the definitions: mostly a definition, else a place in one or an anchor. */
export function withTargets(definitions: Schemas): Schemas {
  const names = Object.keys(definitions).map((name) => `#/${[...HOME, name].join("/")}`);
  const places = Object.entries(definitions).flatMap(([name, schema]) =>
    schemasIn(schema, [...HOME, name]).flatMap(({ path, schema: place }) => [
      ...(path.length > HOME.length + 1 ? [fragmentOf(path) ?? ""] : []),
      ...(isSchemaObject(place) && typeof place["$anchor"] === "string" ? [`#${place["$anchor"]}`] : []),
    ]),
  );
  const others = places.filter((fragment) => fragment !== "");
  const target = (number: number): string => {
    const among = number % 5 === 4 && others.length > 0 ? others : names;
    return among[Math.floor(number / 5) % among.length] ?? "";
  };
  const targeted = mapped(definitions, (schema) =>
    changedSchemas(schema, (one) =>
      typeof one["$ref"] === "number" ? { ...one, $ref: target(one["$ref"]) } : one,
    ),
  );
  return withoutLoops(targeted);
}

/** Takes out the references by which a value would have to satisfy a schema before it can satisfy that schema. */
function withoutLoops(definitions: Schemas): Schemas {
  const root = { [HOME[0]]: { [HOME[1]]: definitions as Record<string, JsonValue> } };
  const looping = new Set<string>();
  const done = new Set<Schema>();
  const open: { readonly schema: Schema; byReference: boolean }[] = [];
  const visit = (schema: Schema): void => {
    if (!isSchemaObject(schema) || done.has(schema)) return;
    const again = open.findIndex((one) => one.schema === schema);
    if (again !== -1) {
      // One reference less, and the loop is none.
      const cut = open.slice(again).find(({ byReference }) => byReference);
      if (cut !== undefined) looping.add(keyOf(cut.schema));
      return;
    }
    const here = { schema, byReference: true };
    open.push(here);
    const { $ref } = schema;
    const target = typeof $ref === "string" ? targetOf(root, definitions, $ref) : undefined;
    if (target !== undefined) visit(target);
    here.byReference = false;
    for (const inner of innerSchemas(schema)) {
      if (inner.sameValue) visit(inner.schema);
    }
    open.pop();
    done.add(schema);
  };
  for (const definition of Object.values(definitions)) {
    for (const { schema } of schemasIn(definition)) visit(schema);
  }
  if (looping.size === 0) return definitions;
  const cut = mapped(definitions, (schema) =>
    changedSchemas(schema, (one) => {
      if (!looping.has(keyOf(one))) return one;
      const { $ref: _loop, ...others } = one;
      return others;
    }),
  );
  return withoutLoops(cut);
}

/** The schema that a reference within the definitions leads to. */
export function targetOf(root: JsonValue, definitions: Schemas, $ref: string): Schema | undefined {
  if ($ref.startsWith("#/")) {
    const found = schemaAt(root, $ref);
    return isSchema(found) ? found : undefined;
  }
  for (const schema of Object.values(definitions)) {
    const named = schemasIn(schema).find(
      ({ schema: one }) => isSchemaObject(one) && one["$anchor"] === $ref.slice(1),
    );
    if (named !== undefined) return named.schema;
  }
  return undefined;
}

function mapped(definitions: Schemas, change: (schema: Schema) => Schema): Schemas {
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, change(schema)]));
}

/** Schemas that say the same loop alike. */
function keyOf(schema: Schema): string {
  return JSON.stringify(schema);
}
