/** A value that the caller gave, in words for an error. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // Anything else may have no string form.
  return `a value of type ${typeof value}`;
}
