/** A JSON Schema fragment: draft-07 as the runtime writes it, or 2020-12. What the keywords mean to us is in `keywords.ts`. */
export type JsonSchema = boolean | JsonSchemaObject;

/** The object form of a {@link JsonSchema}. Keywords that are not listed are words, or what no type can express. */
export interface JsonSchemaObject {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $anchor?: string;
  readonly $dynamicAnchor?: string;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly unevaluatedProperties?: JsonSchema;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalItems?: JsonSchema;
  readonly unevaluatedItems?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly deprecated?: boolean;
  readonly enumDescriptions?: unknown;
  /** Ours: set by the merge of the stable and the experimental output. */
  readonly "x-experimental"?: true;
  /** Ours: put here by that merge, where the file has something else or nothing. */
  readonly "x-merged"?: true;
  readonly [keyword: string]: unknown;
}

/** Every definition of the protocol under its own name, with the namespaces of the printed bundle merged into one. */
export interface SchemaBundle {
  /** The file that the definitions were read from: for messages. */
  readonly file: string;
  /** The runtime's version, or `null` where a folder does not say. */
  readonly runtimeVersion: string | null;
  /** The definitions, by their names. */
  readonly definitions: ReadonlyMap<string, SchemaDefinition>;
}

/** One named definition and the place in the file that it came from. */
export interface SchemaDefinition {
  /** Its references are all of the form {@link referenceTo}. */
  readonly schema: JsonSchema;
  /** JSON pointer into the bundle's file. */
  readonly pointer: string;
}

const REFERENCE = "#/definitions/";

/** How a schema in a {@link SchemaBundle} refers to the definition `name`, whatever characters that has. */
export function referenceTo(name: string): string {
  return REFERENCE + name;
}

/** The definition that a reference in a {@link SchemaBundle} names. */
export function referredName(reference: string): string {
  return reference.slice(REFERENCE.length);
}

/** Whether `value` is a JSON object. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a key of its own, whatever `Object.prototype` has under that name. */
export function ownValue<T>(object: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The values that `enum` or `const` admits; `undefined` where the schema has neither. */
export function valuesOf(schema: JsonSchemaObject): readonly unknown[] | undefined {
  if (schema.enum !== undefined) return schema.enum;
  return Object.hasOwn(schema, "const") ? [schema.const] : undefined;
}

/** Appends `keys` to a JSON pointer, escaped as RFC 6901 asks. */
export function pointerTo(base: string, ...keys: readonly (string | number)[]): string {
  let pointer = base;
  for (const key of keys) {
    const token = String(key);
    // Hardly any key has something to escape, and pointers are made by the ten thousand.
    pointer += `/${/[~/]/.test(token) ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token}`;
  }
  return pointer;
}

/** The beginning of a value as JSON, for messages. */
export function excerpt(value: unknown): string {
  try {
    return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 300);
  } catch {
    // Out of stack.
    return "a value that is nested too deep to print";
  }
}
