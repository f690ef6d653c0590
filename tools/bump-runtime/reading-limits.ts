import type { Protocol } from "@codex-typed/codegen";

/** A construct of the schema that its type does not say in full. */
interface WiderType {
  readonly pointer: string;
  readonly keyword: string;
  readonly definition: string;
  readonly note: string;
}

/** What the generator could not read exactly. A protocol that lists nothing of the kind has none. */
export interface ReadingLimits {
  /** Types that admit more than the schema does. */
  readonly wider?: readonly WiderType[];
  /** Methods whose answer has no known type. */
  readonly unknownResults?: readonly string[];
}

/** What of the new protocol was not read exactly and is no old acquaintance, a line each. */
export interface NewReadingLimits {
  readonly wider: readonly string[];
  readonly unknownResults: readonly string[];
}

/** What `after` lists and `before` did not. */
export function newReadingLimits(
  before: Protocol & ReadingLimits,
  after: Protocol & ReadingLimits,
): NewReadingLimits {
  const known = new Set(before.wider?.map(identity));
  const knownMethods = new Set(before.unknownResults);
  return {
    wider: (after.wider ?? []).filter((one) => !known.has(identity(one))).map(line),
    unknownResults: (after.unknownResults ?? []).filter((method) => !knownMethods.has(method)),
  };
}

function identity({ pointer, keyword, note }: WiderType): string {
  return [pointer, keyword, note].join("\n");
}

function line({ definition, keyword, note, pointer }: WiderType): string {
  return `${definition}: ${keyword}, ${note} (${pointer})`;
}
