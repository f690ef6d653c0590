import { describeReply } from "./describe-reply.js";
import { TestingError } from "./errors.js";
import type { Reply } from "./gate.js";
import type { UnscriptedRequest } from "./model-request.js";

/** How far a script, or what is around it, was not followed. */
export interface Undone {
  /** Who was scripted. */
  readonly name: string;
  readonly replies: readonly Reply[];
  readonly unscripted: readonly UnscriptedRequest[];
}

/** @throws TestingError for replies that are left, and requests that found none. */
export function refuseUndone(...parts: readonly Undone[]): void {
  const lines = parts.flatMap(({ name, replies, unscripted }) => [
    ...section(`left of what ${name} was to say`, replies.map(describeReply)),
    ...section(
      `asked of ${name} and not scripted`,
      unscripted.map(({ reason }) => reason),
    ),
  ]);
  if (lines.length > 0) throw new TestingError(["The model's script is not done.", ...lines].join("\n"));
}

function section(title: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  return [`${entries.length} ${title}:`, ...entries.map((entry, index) => `  ${index + 1}. ${entry}`)];
}
