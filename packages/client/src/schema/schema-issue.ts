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
