/**
 * A value of a schema library that validates and gives its JSON Schema, by the two standards that libraries share (Standard
 * Schema and Standard JSON Schema, see standardschema.dev). A zod schema (from 4.2 on) and an arktype one (from 2.1.28 on)
 * is such a value; a valibot schema becomes one by `toStandardJsonSchema` of `@valibot/to-json-schema`.
 *
 * @example
 * ```ts
 * const schema: StandardSchema<{ title: string }> = z.object({ title: z.string() });
 * ```
 */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    /** The library's name. */
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema: {
      /** What is to be given to `validate`, as JSON Schema. Throws where that cannot be said. */
      readonly input: (options: { readonly target: "draft-2020-12" }) => Readonly<Record<string, unknown>>;
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
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong, as a library says it. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
