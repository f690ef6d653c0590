import type { Subject } from "./vocabulary.js";
import type { RuleId } from "./rules.js";

/** Where a comparison stands. */
export interface Site {
  readonly owner: string;
  readonly path: string;
  /** What a change right here is a change of. */
  readonly subject: Subject;
  /** Whether something around it is experimental on either side, so that clients that did not opt in never had it or lost it whole. */
  readonly experimental: boolean;
}

/** A change as the comparison finds it, not yet judged. */
export interface Finding extends Site {
  readonly rule: RuleId;
  readonly name?: string;
  readonly before?: string;
  readonly after?: string;
  readonly hint?: string;
}
