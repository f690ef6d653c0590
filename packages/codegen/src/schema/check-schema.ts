import { CodegenError } from "../errors/codegen-error.js";
import {
  excerpt,
  isJsonObject,
  pointerTo,
  referredName,
  type JsonSchema,
  type SchemaDefinition,
} from "./json-schema.js";
import { DIALECTS, KEYWORDS } from "./keywords.js";
import { subschemasOf } from "./subschemas.js";

/** Where a fragment stands, for messages. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** The schema of 0.171.0 is 16 deep. Beyond this, recursion over a schema could run out of stack. */
const DEEPEST = 64;
const TYPES = new Set(["string", "number", "integer", "boolean", "null", "array", "object"]);

/** Refuses a definition's name under which no module can export a type. */
export function checkName(name: string, place: Place): void {
  if (name !== "" && name !== "default" && !/\p{Surrogate}/u.test(name)) return;
  throw unreadable(
    place,
    `a definition called ${excerpt(name)}`,
    "a name under which a module can export a type: not empty, not `default`, and no half of a character",
    "Rename the definition in the schema: no alias can save this name.",
  );
}

/** Refuses whatever is not a JSON Schema, or not one that a program may recurse over. */
export function checkSchema(value: unknown, place: Place, depth = 0): asserts value is JsonSchema {
  if (typeof value === "boolean") return;
  if (!isJsonObject(value)) throw unreadable(place, excerpt(value), "a JSON Schema: an object or a boolean");
  if (depth > DEEPEST)
    throw unreadable(place, `more than ${DEEPEST} levels of nesting`, "a schema that is less deep");
  for (const [keyword, inner] of Object.entries(value)) {
    checkKeyword(keyword, inner, { ...place, pointer: pointerTo(place.pointer, keyword) }, depth);
  }
}

function checkKeyword(keyword: string, value: unknown, place: Place, depth: number): void {
  const known = KEYWORDS.get(keyword);
  if (known?.reading === "refused") {
    throw unreadable(
      place,
      `the keyword ${keyword}`,
      "a schema that says itself what its keywords mean",
      FOREIGN,
    );
  }
  if (known?.holds !== undefined) {
    checkHeldSchemas(known.holds, value, place, depth);
    return;
  }
  switch (keyword) {
    case "title":
    case "description":
    case "$ref":
    case "$id":
    case "$anchor":
    case "$dynamicAnchor":
      if (typeof value !== "string") throw unreadable(place, excerpt(value), "a string");
      return;
    case "$schema":
      if (typeof value !== "string" || !DIALECTS.has(value.replace(/#$/, "")))
        throw unreadable(place, excerpt(value), "JSON Schema draft-07 or 2020-12", FOREIGN);
      return;
    case "type":
      if (!isListOf(Array.isArray(value) ? value : [value], (one) => TYPES.has(String(one))))
        throw unreadable(place, excerpt(value), `one or more of ${[...TYPES].join(", ")}`);
      return;
    case "enum":
      if (!Array.isArray(value) || value.length === 0)
        throw unreadable(place, excerpt(value), "a list of values that is not empty");
      break;
    case "required":
      if (!Array.isArray(value) || !value.every((name) => typeof name === "string"))
        throw unreadable(place, excerpt(value), "a list of names");
      return;
    default:
  }
  // Values, examples, bounds and words: any value, but none that cannot be printed.
  if (isDeep(value))
    throw unreadable(place, `more than ${DEEPEST} levels of nesting`, "a value that is less deep");
}

const FOREIGN = "Write the schema in the vocabulary of draft-07 or 2020-12, with all of it in one file.";

function checkHeldSchemas(
  holds: NonNullable<ReturnType<typeof KEYWORDS.get>>["holds"],
  value: unknown,
  place: Place,
  depth: number,
): void {
  const check = (inner: unknown, key?: string | number) => {
    const at = key === undefined ? place : { ...place, pointer: pointerTo(place.pointer, key) };
    checkSchema(inner, at, depth + 1);
  };
  switch (holds) {
    case "schema":
      check(value);
      return;
    case "a schema or schemas":
      if (Array.isArray(value)) value.forEach(check);
      else check(value);
      return;
    case "schemas":
      if (!Array.isArray(value) || value.length === 0)
        throw unreadable(place, excerpt(value), "a list of schemas that is not empty");
      value.forEach(check);
      return;
    default:
      if (!isJsonObject(value)) throw unreadable(place, excerpt(value), "an object of schemas");
      for (const [name, inner] of Object.entries(value)) {
        const names = Array.isArray(inner) && inner.every((one) => typeof one === "string");
        if (!(holds === "named schemas or names" && names)) check(inner, name);
      }
  }
}

/** Refuses definitions that are defined by themselves: nothing says what they are. */
export function refuseEndlessDefinitions(
  definitions: ReadonlyMap<string, SchemaDefinition>,
  file: string,
): void {
  const states = new Map<string, "open" | "done">();
  const follow = (schema: JsonSchema, pointer: string): void => {
    if (typeof schema === "boolean") return;
    if (schema.$ref !== undefined)
      visit(referredName(schema.$ref), { file, pointer: pointerTo(pointer, "$ref") });
    for (const { schema: inner, keys } of subschemasOf(schema)) {
      if (["allOf", "oneOf", "anyOf"].includes(String(keys[0]))) follow(inner, pointerTo(pointer, ...keys));
    }
  };
  const visit = (name: string, from: Place): void => {
    if (states.get(name) === "done") return;
    if (states.get(name) === "open")
      throw unreadable(from, `${name}, which is defined by itself`, "a definition that ends somewhere");
    states.set(name, "open");
    const definition = definitions.get(name);
    if (definition !== undefined) follow(definition.schema, definition.pointer);
    states.set(name, "done");
  };
  for (const [name, { pointer }] of definitions) visit(name, { file, pointer });
}

function isListOf(value: readonly unknown[], accepts: (one: unknown) => boolean): boolean {
  return value.length > 0 && value.every(accepts);
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

/** The refusal of what is no schema that the generator can read. */
export function unreadable(
  { file, pointer }: Place,
  found: string,
  expected: string,
  fix = "Write the schema anew with the program that printed it; if it fails again, report it with that program's version.",
): CodegenError {
  return new CodegenError({
    message: "The schema is not one that the generator can read.",
    file,
    pointer,
    found,
    expected,
    fix,
  });
}
