/**
 * A value of a schema library that validates and gives its JSON Schema, by the two standards that libraries share (Standard
 * Schema and Standard JSON Schema, see standardschema.dev). A zod schema (from 4.2 on) and an arktype one (from 2.1.28 on)
 * is such a value; a valibot schema becomes one by `toStandardJsonSchema` of `@valibot/to-json-schema`, one of effect 4 by its
 * `Schema.toStandardSchemaV1(Schema.toStandardJSONSchemaV1(schema))`.
 *
 * @example
 * ```ts
 * const schema: StandardSchema<{ title: string }> = z.object({ title: z.string() });
 * ```
 */
export interface StandardSchema<Output = unknown> {
  /** What Standard Schema has a library say. */
  readonly "~standard": {
    /** The version of Standard Schema. */
    readonly version: 1;
    /** The library's name. */
    readonly vendor: string;
    /** Says what is wrong with a value, or makes of it what the schema describes. */
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** The types, for the compiler alone. */
    readonly types?:
      | {
          /** What is given to `validate`. */
          readonly input: unknown;
          /** What comes of it. */
          readonly output: Output;
        }
      | undefined;
    /** The schema as JSON Schema. */
    readonly jsonSchema: {
      /** What is to be given to `validate`, as JSON Schema. Throws where that cannot be said. */
      readonly input: (options: {
        /** The version of JSON Schema that is wanted. */
        readonly target: "draft-2020-12";
      }) => Readonly<Record<string, unknown>>;
    };
  };
}

/**
 * What a Standard Schema says of a value: what it became, or what is wrong with it.
 *
 * @example
 * ```ts
 * const result: StandardResult<string> = { issues: [{ message: "too short", path: ["title"] }] };
 * ```
 */
export type StandardResult<Output> =
  | {
      /** What came of the value. */
      readonly value: Output;
      /** None: nothing is wrong. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong; at least one thing. */
      readonly issues: readonly StandardIssue[];
    };

/** One thing that is wrong, as a library says it. */
export interface StandardIssue {
  /** What is wrong, in words. */
  readonly message: string;
  /** Where, from the outside in; the value itself without it. */
  readonly path?: readonly (PropertyKey | StandardPathSegment)[] | undefined;
}

/** A step of a path, as some libraries say it. */
interface StandardPathSegment {
  /** The name or the index. */
  readonly key: PropertyKey;
}

/**
 * One thing that is wrong with a value.
 *
 * @example
 * ```ts
 * const issue: SchemaIssue = { message: "Invalid input: expected string", path: ["authors", 0, "name"] };
 * ```
 */
export interface SchemaIssue {
  /** The words of the schema's library. */
  readonly message: string;
  /** Where it is, from the value down; empty for the value itself. */
  readonly path: readonly PropertyKey[];
}

/** The issues as one text, for a message or for the model. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues
    .map(({ message, path }) => (path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`))
    .join("; ");
}
