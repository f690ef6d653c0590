/** A JSON Schema fragment as the runtime writes it (draft-07, the subset that schemars emits). */
export type JsonSchema = boolean | JsonSchemaObject;

/** The object form of a {@link JsonSchema}. */
export interface JsonSchemaObject {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** Ours: set by the merge of the stable and the experimental output. */
  readonly "x-experimental"?: true;
}

/** Every definition of the protocol under its own name, with the namespaces of the printed bundle merged into one. */
export interface SchemaBundle {
  /** The file that the definitions were read from: for messages. */
  readonly file: string;
  /** The runtime's version, or `null` where a folder does not say. */
  readonly runtimeVersion: string | null;
  readonly definitions: ReadonlyMap<string, SchemaDefinition>;
}

/** One named definition and the place in the file that it came from. */
export interface SchemaDefinition {
  readonly schema: JsonSchema;
  /** JSON pointer into the bundle's file. */
  readonly pointer: string;
}

/** Whether `value` is a JSON object. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Appends `keys` to a JSON pointer, escaped as RFC 6901 asks. */
export function pointerTo(base: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>(
    (at, key) => `${at}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    base,
  );
}

/** The beginning of a value as JSON, for messages. */
export function excerpt(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 300);
  } catch {
    // Out of stack.
    return "a value that is nested too deep to print";
  }
}
