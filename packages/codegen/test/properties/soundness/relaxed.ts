import type { JsonValue } from "../fuzz/json.js";
import { HOME, targetOf, type Schemas } from "./references.js";
import type { SchemaDocument } from "./schemas.js";
import {
  changedSchemas,
  isSchemaObject,
  schemasIn,
  type Dialect,
  type Schema,
  type SchemaObject,
} from "./schema-places.js";

/**
 * The document as TypeScript sees it through a variable: an object may have keys more than its type names, so nothing is closed,
 * and what is a case of several may be two of them. A value that this does not admit must not compile.
 */
export function relaxed({ dialect, definitions }: SchemaDocument): SchemaDocument {
  const open = Object.entries(withNamedTargets(definitions)).map(([name, schema]): [string, Schema] => [
    name,
    changedSchemas(schema, (one) => opened(one, dialect)),
  ]);
  return { dialect, definitions: Object.fromEntries(open) };
}

/** The same definitions, with a definition for each place within one that is referred to: places move when keywords are rewritten. */
function withNamedTargets(definitions: Schemas): Schemas {
  const root = { [HOME[0]]: { [HOME[1]]: definitions as Record<string, JsonValue> } };
  const named = new Map<string, { readonly name: string; readonly schema: Schema }>();
  const rename = (schema: Schema): Schema =>
    changedSchemas(schema, (one) => {
      const { $ref } = one;
      if (typeof $ref !== "string" || $ref.split("/").length <= HOME.length + 2) return one;
      if (!named.has($ref)) {
        const name = `Place${String(named.size)}`;
        named.set($ref, { name, schema: true });
        named.set($ref, { name, schema: rename(targetOf(root, definitions, $ref) ?? true) });
      }
      return { ...one, $ref: `#/${[...HOME, named.get($ref)?.name ?? ""].join("/")}` };
    });
  const renamed = Object.entries(definitions).map(([name, schema]): [string, Schema] => [
    name,
    rename(schema),
  ]);
  return Object.fromEntries([
    ...renamed,
    ...[...named.values()].map(({ name, schema }): [string, Schema] => [name, schema]),
  ]);
}

function opened(schema: SchemaObject, dialect: Dialect): SchemaObject {
  const { additionalProperties, propertyNames: _names, unevaluatedProperties: _others, ...kept } = schema;
  const changed: SchemaObject = kept;
  if (additionalProperties !== undefined && additionalProperties !== false)
    changed["additionalProperties"] = additionalProperties;
  const more: JsonValue[] = [];
  if (Array.isArray(changed["oneOf"])) more.push({ anyOf: changed["oneOf"] });
  if (changed["const"] !== undefined) more.push(openedLiteral(changed["const"], dialect));
  if (Array.isArray(changed["enum"]))
    more.push({ anyOf: changed["enum"].map((value) => openedLiteral(value, dialect)) });
  const { oneOf: _one, const: _literal, enum: _literals, allOf = [], ...rest } = changed;
  return more.length === 0 ? changed : { ...rest, allOf: [...(allOf as JsonValue[]), ...more] };
}

function openedLiteral(value: JsonValue, dialect: Dialect): SchemaObject {
  if (Array.isArray(value)) {
    const elements = value.map((one) => openedLiteral(one, dialect));
    const length = { type: "array", minItems: value.length, maxItems: value.length };
    if (elements.length === 0) return length;
    return dialect === "2020-12" ? { ...length, prefixItems: elements } : { ...length, items: elements };
  }
  if (typeof value !== "object" || value === null) return { const: value };
  const entries = Object.entries(value).map(([key, one]) => [key, openedLiteral(one, dialect)]);
  return {
    type: "object",
    required: Object.keys(value),
    properties: Object.fromEntries(entries) as SchemaObject,
  };
}

/** Names that a string, a list or any other value has anyway (a list also has its indices): with one of them, TypeScript takes such a value for an object. */
const COMMON = new Set(
  [Object, String, Number, Boolean, Array].flatMap((one) => Object.getOwnPropertyNames(one.prototype)),
);

/** Whether a document names keys that TypeScript finds in values of other kinds. */
export function hasCommonNames({ definitions }: SchemaDocument): boolean {
  return Object.values(definitions)
    .flatMap((definition) => schemasIn(definition))
    .some(({ schema }) => {
      if (!isSchemaObject(schema)) return false;
      const { properties = {}, required = [], const: literal, enum: literals } = schema;
      const names = [...Object.keys(properties as SchemaObject), ...(required as string[])];
      return (
        names.some((name) => COMMON.has(name) || /^\d+$/.test(name)) ||
        /"(constructor|toString|length)"/.test(JSON.stringify([literal, literals]))
      );
    });
}
