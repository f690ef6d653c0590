import { CodegenError } from "../errors/codegen-error.js";
import { excerpt, isJsonObject, pointerTo, type JsonSchema, type SchemaDefinition } from "./json-schema.js";

/** Where a fragment stands, for messages. */
interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** The schema of 0.169.0 is 16 deep. Beyond this, recursion over a schema could run out of stack. */
const DEEPEST = 64;
const TYPES = new Set(["string", "number", "integer", "boolean", "null", "array", "object"]);
const LOCAL_REF = /^#\/definitions\/(?:v\d+\/)?([^/]+)$/;

/** Refuses a definition's name that could not become a type's name. */
export function checkName(name: string, place: Place): void {
  if (/^[A-Z][A-Za-z0-9_]*$/.test(name)) return;
  throw unreadable(place, "a definition of this name", "a name that can be a type's, such as ThreadItem");
}

/** Refuses whatever is not a JSON Schema, or not one that a program may recurse over. */
export function checkSchema(value: unknown, place: Place, depth = 0): asserts value is JsonSchema {
  if (typeof value === "boolean") return;
  if (!isJsonObject(value)) throw unreadable(place, excerpt(value), "a JSON Schema: an object or a boolean");
  if (depth > DEEPEST)
    throw unreadable(place, `more than ${DEEPEST} levels of nesting`, "a schema that is less deep");
  for (const [keyword, inner] of Object.entries(value)) {
    checkKeyword(keyword, inner, value, place, depth);
  }
}

function checkKeyword(
  keyword: string,
  value: unknown,
  schema: Readonly<Record<string, unknown>>,
  from: Place,
  depth: number,
): void {
  const place = { ...from, pointer: pointerTo(from.pointer, keyword) };
  switch (keyword) {
    case "title":
    case "description":
    case "format":
    case "$schema":
      if (typeof value !== "string") throw unreadable(place, excerpt(value), "a string");
      return;
    case "$ref":
      if (typeof value !== "string" || !LOCAL_REF.test(value))
        throw unreadable(place, excerpt(value), "a reference such as #/definitions/NAME");
      return;
    case "type":
      if (!isListOf(value, (one) => TYPES.has(String(one)), { orOne: true }))
        throw unreadable(place, excerpt(value), `one or more of ${[...TYPES].join(", ")}`);
      return;
    case "enum":
      if (!isListOf(value, (one) => typeof one === "string"))
        throw unreadable(place, excerpt(value), "a list of strings");
      return;
    case "required":
      checkRequired(value, schema["properties"], place, from);
      return;
    case "properties":
      checkProperties(value, place, depth);
      return;
    case "items":
    case "additionalProperties":
      checkSchema(value, place, depth + 1);
      return;
    case "oneOf":
    case "anyOf":
    case "allOf":
      if (!Array.isArray(value) || value.length === 0)
        throw unreadable(place, excerpt(value), "a list of schemas that is not empty");
      for (const [index, inner] of value.entries())
        checkSchema(inner, { ...place, pointer: pointerTo(place.pointer, index) }, depth + 1);
      return;
    default:
      // Examples and defaults: any value, but none that cannot be printed.
      if (isDeep(value))
        throw unreadable(place, `more than ${DEEPEST} levels of nesting`, "a value that is less deep");
  }
}

function checkRequired(value: unknown, properties: unknown, place: Place, from: Place): void {
  if (!isListOf(value, (name) => typeof name === "string", { orNone: true }))
    throw unreadable(place, excerpt(value), "a list of names");
  const known = isJsonObject(properties) ? properties : {};
  const ghost = (value as readonly string[]).find((name) => !Object.hasOwn(known, name));
  if (ghost === undefined) return;
  const found = `required property ${excerpt(ghost)} without a schema`;
  throw unreadable(from, found, "a schema for it under `properties`");
}

function checkProperties(value: unknown, place: Place, depth: number): void {
  if (!isJsonObject(value)) throw unreadable(place, excerpt(value), "an object of schemas");
  for (const [name, inner] of Object.entries(value)) {
    const at = { ...place, pointer: pointerTo(place.pointer, name) };
    // JavaScript would take it for something else than a key.
    if (name === "__proto__")
      throw unreadable(at, "a property of this name", "a name that JavaScript has no meaning for");
    checkSchema(inner, at, depth + 1);
  }
}

/** Refuses references to nothing, and definitions that are defined by themselves. */
export function checkReferences(definitions: ReadonlyMap<string, SchemaDefinition>, file: string): void {
  const states = new Map<string, "open" | "done">();
  const follow = (schema: JsonSchema, pointer: string, direct: boolean): void => {
    if (typeof schema === "boolean") return;
    const { $ref, properties = {}, items, additionalProperties } = schema;
    if ($ref !== undefined) {
      const place = { file, pointer: pointerTo(pointer, "$ref") };
      const name = LOCAL_REF.exec($ref)?.[1] ?? "";
      if (!definitions.has(name))
        throw unreadable(place, excerpt($ref), "a reference to a definition that there is");
      if (direct) visit(name, place);
    }
    for (const keyword of ["allOf", "oneOf", "anyOf"] as const) {
      for (const [index, inner] of (schema[keyword] ?? []).entries())
        follow(inner, pointerTo(pointer, keyword, index), direct);
    }
    for (const [name, inner] of Object.entries(properties))
      follow(inner, pointerTo(pointer, "properties", name), false);
    if (items !== undefined) follow(items, pointerTo(pointer, "items"), false);
    if (additionalProperties !== undefined)
      follow(additionalProperties, pointerTo(pointer, "additionalProperties"), false);
  };
  const visit = (name: string, from: Place): void => {
    if (states.get(name) === "done") return;
    if (states.get(name) === "open")
      throw unreadable(from, `${name}, which is defined by itself`, "a definition that ends somewhere");
    states.set(name, "open");
    const definition = definitions.get(name);
    if (definition !== undefined) follow(definition.schema, definition.pointer, true);
    states.set(name, "done");
  };
  for (const [name, { pointer }] of definitions) visit(name, { file, pointer });
}

function isListOf(
  value: unknown,
  accepts: (one: unknown) => boolean,
  { orOne = false, orNone = false }: { readonly orOne?: boolean; readonly orNone?: boolean } = {},
): boolean {
  if (!Array.isArray(value)) return orOne && accepts(value);
  return value.every(accepts) && new Set(value).size === value.length && (orNone || value.length > 0);
}

/** Whether a value is nested beyond {@link DEEPEST}. Walks with a stack of its own. */
function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one): unknown[] =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}

function unreadable({ file, pointer }: Place, found: string, expected: string): CodegenError {
  return new CodegenError({
    message: "The schema is not one that the generator can read.",
    file,
    pointer,
    found,
    expected,
    fix: "Write the schema anew with the runtime's own generator; if it fails again, report it with the runtime's version.",
  });
}
