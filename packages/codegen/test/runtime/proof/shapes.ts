/** What a declaration says, in a form in which two witnesses can be compared word for word. */
export interface Declaration {
  /** The type, see {@link alternatives} and {@link objectText}. */
  readonly text: string;
  /** The keys of an object. */
  readonly keys: readonly string[];
}

/** One key of an object: its type, and whether it may be absent. */
export interface Key {
  readonly text: string;
  readonly optional: boolean;
}

/** A union: each case once, in alphabetical order; an `unknown` takes in the rest. */
export function unionOf(cases: readonly string[]): string {
  if (cases.includes("unknown")) return "unknown";
  return [...new Set(cases)].sort().join(" | ");
}

/** A list. */
export function listOf(element: string): string {
  return `Array<${element}>`;
}

/** An object, keys in alphabetical order. `rest` is the type of further keys. */
export function objectText(keys: ReadonlyMap<string, Key>, rest: string | undefined): string {
  const listed = [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { text, optional }]) => `${JSON.stringify(name)}${optional ? "?" : ""}: ${text}`);
  return `{ ${[...listed, ...(rest === undefined ? [] : [`[key]: ${rest}`])].join("; ")} }`;
}
