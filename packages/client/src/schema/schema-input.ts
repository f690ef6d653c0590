import type { StandardSchema } from "./standard-schema.js";

/**
 * JSON Schema, written out. What it describes is not validated here: no validator comes with this package.
 *
 * @example
 * ```ts
 * const schema: JsonSchema = {
 *   type: "object",
 *   properties: { title: { type: "string" } },
 *   required: ["title"],
 *   additionalProperties: false,
 * };
 * ```
 */
export type JsonSchema = (object | { readonly [keyword: string]: unknown }) & Plain;

/** What is neither a value of a schema library nor a list or a function. */
interface Plain {
  /** None: a value of a schema library is another form of schema. */
  readonly "~standard"?: never;
  /** None: a list or a function is no schema. */
  readonly length?: never;
  /** None: a value of a library that knows no Standard Schema, such as zod 3.23. */
  readonly parse?: never;
  /** None: a value of a library that knows no Standard Schema, such as superstruct. */
  readonly validate?: never;
}

/**
 * A schema in one of the forms that are understood: JSON Schema, or a value of a schema library that can give its own.
 *
 * @example
 * ```ts
 * const schemas: SchemaInput[] = [{ type: "object" }, z.object({ title: z.string() })];
 * ```
 */
export type SchemaInput = StandardSchema | JsonSchema;

/**
 * The type of what matches a schema: as the library infers it, and `unknown` for JSON Schema.
 *
 * @example
 * ```ts
 * const schema = z.object({ title: z.string() });
 * type Output = SchemaOutput<typeof schema>; // { title: string }
 * ```
 */
export type SchemaOutput<Schema extends SchemaInput> =
  Schema extends StandardSchema<infer Output> ? Output : unknown;
