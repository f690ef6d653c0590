import { isError } from "../errors/is-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { SchemaInput, SchemaOutput } from "./schema-input.js";
import type { SchemaIssue, StandardSchema } from "./standard-schema.js";

/** A schema, as the wire wants it and as values are held to it. */
export interface ReadSchema<Output> {
  readonly jsonSchema: object;
  /** The library that wrote the JSON Schema; undefined where it is the caller's own, which is sent as it is. */
  readonly vendor: string | undefined;
  /** What a value becomes. JSON Schema takes any: there is no validator for it here. */
  readonly validate: (value: unknown) => Promise<Validated<Output>>;
}

/** A valid value, or what is wrong with it. */
export type Validated<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

/**
 * Reads a schema in any of its forms. Types are not trusted.
 *
 * @param place Where the schema stands, such as `Thread.run`.
 * @param option The option that holds it.
 * @throws UsageError for what is no schema, and for one that cannot give its JSON Schema.
 */
export function readSchema<Schema extends SchemaInput>(
  place: string,
  option: string,
  schema: Schema,
): ReadSchema<SchemaOutput<Schema>>;
export function readSchema(place: string, option: string, schema: unknown): ReadSchema<unknown>;
export function readSchema(place: string, option: string, schema: unknown): ReadSchema<unknown> {
  const refuse = (message: string, cause?: unknown): UsageError =>
    new UsageError(option, `${place}: ${option} ${message}`, { cause });

  // Schemas of arktype are functions.
  const isObject = (typeof schema === "object" && schema !== null) || typeof schema === "function";
  if (!isObject || Array.isArray(schema)) {
    throw refuse(
      "must be JSON Schema (an object), or a Standard Schema value that can give its JSON Schema.",
    );
  }
  if (isStandard(schema)) {
    const jsonSchema = jsonSchemaOf(schema, refuse);
    return { jsonSchema, vendor: schema["~standard"].vendor, validate: (value) => validate(schema, value) };
  }
  if (typeof schema === "function") {
    throw refuse(
      `is a function, and no Standard Schema value.${"ast" in schema ? ` ${remedyFor("effect")}` : ""}`,
    );
  }
  // A library from before Standard Schema: its value would be sent with all that it keeps for itself.
  if ("parse" in schema || "validate" in schema)
    throw refuse(`cannot give its JSON Schema. ${remedyFor("_def" in schema ? "zod" : "")}`);
  return { jsonSchema: schema, vendor: undefined, validate: async (value) => ({ ok: true, value }) };
}

function isStandard(schema: object): schema is StandardSchema {
  return "~standard" in schema;
}

function jsonSchemaOf(
  { "~standard": standard }: StandardSchema,
  refuse: (message: string, cause?: unknown) => UsageError,
): object {
  if (typeof standard?.validate !== "function") {
    const remedy = standard?.vendor === "effect" ? ` ${remedyFor("effect")}` : "";
    throw refuse(`has a ~standard member, but no validate function in it.${remedy}`);
  }
  const { vendor } = standard;
  if (typeof standard.jsonSchema?.input !== "function") {
    throw refuse(`is a value of ${vendor} that cannot give its JSON Schema. ${remedyFor(vendor)}`);
  }
  try {
    return standard.jsonSchema.input({ target: "draft-2020-12" });
  } catch (cause) {
    const why = isError(cause) ? cause.message : "it did not say why";
    throw refuse(`cannot be written as JSON Schema: ${why}`, cause);
  }
}

/** What has to be done so that a library's values give their JSON Schema. */
function remedyFor(vendor: string): string {
  switch (vendor) {
    case "valibot":
      return "Wrap it in toStandardJsonSchema of @valibot/to-json-schema.";
    case "zod":
      return "zod can from 4.2 on; zod/mini cannot.";
    case "arktype":
      return "arktype can from 2.1.28 on.";
    case "effect":
      return "Wrap it in Schema.toStandardSchemaV1(Schema.toStandardJSONSchemaV1(schema)) of effect 4.";
    default:
      return "Give JSON Schema, as an object, instead: what comes is then parsed, and not validated. Or ask the library for Standard JSON Schema.";
  }
}

async function validate<Output>(
  { "~standard": standard }: StandardSchema<Output>,
  value: unknown,
): Promise<Validated<Output>> {
  const result = await standard.validate(value);
  if (result.issues === undefined) return { ok: true, value: result.value };
  const issues = result.issues.map(({ message, path = [] }) => ({
    message,
    // arktype's paths are of a class of their own.
    path: Array.from(path, (segment) => (typeof segment === "object" ? segment.key : segment)),
  }));
  return { ok: false, issues };
}
