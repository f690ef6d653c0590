/** Whether a value is an object whose members can be looked at; a list is none. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of that name, if the value is an object that has it. */
export function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The text, if the value is one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A value that the caller gave, in words for an error. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // Anything else may have no string form.
  return `a value of type ${typeof value}`;
}
