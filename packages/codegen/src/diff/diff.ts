import type { RuleId } from "./rules.js";
import type { UsedBy, Uses } from "./uses.js";
import type { Aspect, ChangeKind, Direction, Subject } from "./vocabulary.js";

export type { Place, UsedBy, Uses } from "./uses.js";
export type { Aspect, ChangeKind, Direction, Subject } from "./vocabulary.js";

/** The version of {@link ProtocolDiff} as JSON; it grows when a reader of the old form would misread the new one. */
export const DIFF_FORMAT_VERSION = 1;

/**
 * What changed from one protocol to another, as plain data: what `--format json` prints, and all that the Markdown and the
 * HTML page are made from. Same input, same bytes.
 */
export interface ProtocolDiff {
  /** The version of the shape of this object. */
  readonly formatVersion: typeof DIFF_FORMAT_VERSION;
  /** The older side. */
  readonly before: DiffSide;
  /** The newer side. */
  readonly after: DiffSide;
  /** What the changes ask of a version number; see `bumpFor`. */
  readonly bump: Bump;
  /** The changes, counted. */
  readonly summary: DiffSummary;
  /** How each area of the protocol grew and shrank, those that moved most first; areas that did not are left out. */
  readonly areas: readonly AreaGrowth[];
  /** Approval-relevant first, then breaking, then the rest, words last; see `order.ts`. */
  readonly changes: readonly Change[];
  /** The tree whose uses alone are told of, where one was given. */
  readonly usedBy?: UsedBy;
}

/** The size of one side. */
export interface DiffSide {
  /** The runtime that printed the schema, or `null` where a folder does not say. */
  readonly runtimeVersion: string | null;
  /** How many requests a client may send. */
  readonly clientRequests: number;
  /** How many requests the server may send. */
  readonly serverRequests: number;
  /** How many notifications the server may send. */
  readonly serverNotifications: number;
  /** How many notifications a client may send. */
  readonly clientNotifications: number;
  /** How many named types there are. */
  readonly types: number;
}

/** A semantic version step. Under 0.x the caller maps `major` to `minor`. */
export type Bump = "major" | "minor" | "patch" | "none";

/** How many {@link ProtocolDiff.changes} are what; one change can count in several lines. */
export interface DiffSummary {
  /** All of them. */
  readonly total: number;
  /** Those that break a client, whether it opted in or not. */
  readonly breaking: number;
  /** Breaking only for clients that opted into the experimental API. */
  readonly breakingForOptIn: number;
  /** Those that touch approvals. */
  readonly approval: number;
  /** Those that only clients meet that opted into the experimental API. */
  readonly experimental: number;
  /** Changes of words alone. They are not counted as added, removed or changed. */
  readonly docs: number;
  /** What is new. */
  readonly added: number;
  /** What is gone. */
  readonly removed: number;
  /** What is not as it was. */
  readonly changed: number;
}

/** One change, reported once where it stands, however many methods reach it. */
export interface Change {
  /** Unique within one diff and the same whenever the same change is found: for links and for telling rows apart. */
  readonly id: string;
  /** What changed. */
  readonly subject: Subject;
  /** What became of it. */
  readonly change: ChangeKind;
  /** What about it changed. */
  readonly aspect: Aspect;
  /** The row of the rule table that judged it. */
  readonly rule: RuleId;
  /** The method or definition that it stands in. */
  readonly owner: string;
  /**
   * Where it stands: `thread/start`, `thread/start params`, `SandboxPolicy`, `Config.tools.web`, `Turn.items[]` (elements),
   * `Plugin.links{}` (values of a map). An enum value or a variant is named in {@link name}.
   */
  readonly path: string;
  /** The names of the fields in {@link path}, outermost first: `["tools", "web"]` of `Config.tools.web`. */
  readonly fields: readonly string[];
  /** The enum value or the variant, or `null` where the path says it all. */
  readonly name: string | null;
  /** The type, value or words before, or `null` where there were none. */
  readonly before: string | null;
  /** The type, value or words after, or `null` where there are none. */
  readonly after: string | null;
  /** Whether code that was right against the older side, and did not opt into the experimental API, can be wrong now. */
  readonly breaking: boolean;
  /** The same for code that did opt in; `true` wherever {@link breaking} is. */
  readonly breakingForOptIn: boolean;
  /** Whether it bears on what the agent may do and who is asked: approvals, permissions, sandbox, reviewers, exec policy. */
  readonly approval: boolean;
  /** Whether only clients that opted in can meet it. */
  readonly experimental: boolean;
  /** Who sends it; empty for a type that no method reaches. */
  readonly directions: readonly Direction[];
  /** One judgement for each direction in which the thing is sent; one without direction where that plays no part. */
  readonly judgements: readonly Judgement[];
  /** The methods that send it, sorted. */
  readonly methods: readonly string[];
  /** The area of the protocol, as in {@link AreaGrowth.area}. */
  readonly area: string;
  /** A remark, such as a new type of the same shape as a removed one. Renames are never assumed. */
  readonly hint: string | null;
  /** How the tree uses what changed, where a tree was given; see {@link ProtocolDiff.usedBy}. */
  readonly uses?: Uses;
}

/** Whether a change breaks code in one direction, and why. */
export interface Judgement {
  /** `null` where the judgement holds whoever sends it. */
  readonly direction: Direction | null;
  /** Whether clients break that send, or read, as they did. */
  readonly breaking: boolean;
  /** Whether only clients that opted in meet it in this direction. */
  readonly experimental: boolean;
  /** Why, in words. */
  readonly why: string;
}

/**
 * The size of an area before and after, in names: methods, fields, enum values and variants. A type belongs to the area whose
 * methods alone reach it, or else to `shared types`.
 */
export interface AreaGrowth {
  /** The first segment of its methods (`thread` of `thread/start`). */
  readonly area: string;
  /** How many names the older side has. */
  readonly before: number;
  /** How many names the newer side has. */
  readonly after: number;
  /** Names that only the newer side has. */
  readonly grew: number;
  /** Names that only the older side has. */
  readonly shrank: number;
  /** How many changes of the diff stand in it. */
  readonly changes: number;
  /** How many of them break a client. */
  readonly breaking: number;
}
