import type {
  GuardianApprovalReviewAction,
  GuardianRiskLevel,
  GuardianUserAuthorization,
  HookRunSummary,
  ThreadItem,
} from "../generated/types.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalRequest } from "./request.js";

/** What every event of one approval has in common. */
interface OfApproval {
  /**
   * The version of the shape of these events. Within one, fields and variants may come, none goes or changes its meaning. What the runtime
   * calls `request`, `action`, `decision` and `item` keeps the shape that the runtime gives it.
   */
  readonly schemaVersion: 1;
  /** Ties the events of one approval together. Unique, also among other processes. */
  readonly approvalId: string;
  /** The thread that is concerned. */
  readonly threadId: string;
  /** There where a subagent is concerned: the thread that started it. */
  readonly parentThreadId?: string;
  /** `null` where an MCP server asked and the runtime could not tell in which turn. */
  readonly turnId: string | null;
  /** The item or tool call that it is about; `null` where the server did not say. */
  readonly itemId: string | null;
  /**
   * There on a server that others share, where a request is not this client's to answer: it leaves it alone. Nothing is `decided`
   * here; `resolved` tells when the server waits no more, and is `elsewhere` if another client answered.
   */
  readonly for?: "otherClient";
  /** When this client learned of it, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/**
 * Somebody was asked: a client, or the runtime's own reviewer.
 *
 * @example
 * ```ts
 * const subjectOf = (event: ApprovalRequested) => (event.of === "client" ? event.request.kind : event.action.type);
 * ```
 */
export type ApprovalRequested = OfApproval & {
  /** An approval was requested, of this client or of the reviewer. */
  readonly type: "requested";
} & (
    | {
        /** It was requested of this client. */
        readonly of: "client";
        /** The request, as a handler gets it. */
        readonly request: ApprovalRequest;
      }
    | {
        /** It was requested of the runtime's own reviewer. */
        readonly of: "reviewer";
        /** The action that the reviewer judges. */
        readonly action: GuardianApprovalReviewAction;
      }
  );

/**
 * It was decided, by whom `by` says:
 *
 * - `handler`: an `onApproval` handler.
 * - `reviewer`: the runtime's own, in the mode `auto_review`.
 * - `hook`: a hook of the configuration that decides before anybody is asked. Where it denies, the runtime says so; where it allows, that is
 *   seen from the item going on with nobody asked, and told when the item is over, or its turn. Never preceded by `requested`, nor
 *   followed by `resolved`.
 * - `policy`: the runtime refused without asking anybody. It does so mostly without a word to its clients, and that is then not
 *   here: a command whose escalation `deny_all` or a `forbidden` rule refuses, a patch outside the workspace, permissions.
 *   It does tell of an MCP tool call that `deny_all` refuses, and of any item that it calls declined. Never preceded by
 *   `requested`, nor followed by `resolved`.
 * - `default`: declined, because no handler gave a decision; `reason` says why. `changesUnknown`: a file change of which the
 *   server had told before this client listened, or while its connection was broken. Nobody is asked about what cannot be shown.
 *
 * @example
 * ```ts
 * const why = (event: ApprovalDecided) => (event.by === "reviewer" ? event.rationale : event.by);
 * ```
 */
export type ApprovalDecided = OfApproval & {
  /** A decision was made. */
  readonly type: "decided";
  /** Whether anything is allowed by it. */
  readonly allowed: boolean;
} & (
    | {
        /** A handler of this client decided. */
        readonly by: "handler";
        /** What the handler answered. */
        readonly decision: ApprovalDecision;
      }
    | {
        /** The runtime's own reviewer decided. */
        readonly by: "reviewer";
        /** A review that took too long denies. */
        readonly decision: "approved" | "denied" | "timedOut";
        /** How risky the reviewer finds it; `null` where it did not say. */
        readonly riskLevel: GuardianRiskLevel | null;
        /** How far the reviewer finds that the user wanted it; `null` where it did not say. */
        readonly userAuthorization: GuardianUserAuthorization | null;
        /** Why, in the reviewer's words; `null` where it gave none. */
        readonly rationale: string | null;
        /** What the runtime would tell a user; `null` where several reviews ran and it did not say of which it spoke. */
        readonly warning: string | null;
        /**
         * Why the reviewer came to no verdict, and what to choose instead; absent where it judged. It asks the thread's model provider: one
         * that does not answer for it, such as a gateway without the model, has everything denied.
         */
        readonly failure?: string;
      }
    | {
        /** A hook decided before an approval was requested. */
        readonly by: "hook";
        /** The hooks that ran for it. Of several that let it pass, the runtime does not say which decided. */
        readonly hooks: readonly HookRunSummary[];
      }
    | {
        /** The runtime's policy decided. */
        readonly by: "policy";
        /** The item that it decided about. */
        readonly item: ThreadItem;
      }
    | {
        /** This client declined by itself. */
        readonly by: "default";
        /** Why, see {@link ApprovalDecided}. */
        readonly reason:
          "noHandler" | "threw" | "timedOut" | "invalidDecision" | "changesUnknown" | "persistentGrant";
        /** The message of what was thrown; of an answer that is no decision, what it was and what is valid; `null` otherwise. */
        readonly message: string | null;
      }
  );

/**
 * Nothing more can happen to it. `how` says why:
 *
 * - `decided`: the decision was taken. Where several clients answer one request at once, the server takes the first, and does
 *   not say whose that was.
 * - `elsewhere`: another client answered; what it said, the server does not tell.
 * - `withdrawn`: the turn ended first. So it is, too, with a request `for` another client that turns out to be this one's: it is
 *   then asked under an id of its own.
 * - `connectionEnded`: the connection ended first.
 *
 * @example
 * ```ts
 * const open = new Set<string>();
 * const settle = (event: ApprovalResolved) => open.delete(event.approvalId);
 * ```
 */
export type ApprovalResolved = OfApproval & {
  /** Nobody waits for a decision any more. */
  readonly type: "resolved";
  /** Why, see {@link ApprovalResolved}. */
  readonly how: "decided" | "elsewhere" | "withdrawn" | "connectionEnded";
};

/**
 * One step in the life of an approval: `requested`, then `decided` unless it was withdrawn or left to another client, then
 * `resolved`. Plain JSON with a version, to be stored as it is.
 *
 * @example
 * ```ts
 * const line = (event: ApprovalEvent) => JSON.stringify(event) + "\n";
 * ```
 */
export type ApprovalEvent = ApprovalRequested | ApprovalDecided | ApprovalResolved;

/**
 * Stands for events that were dropped because nobody read them in time.
 *
 * @example
 * ```ts
 * for await (const event of codex.approvals()) if (event.type === "missed") console.warn(`${event.count} events lost`);
 * ```
 */
export interface ApprovalsMissed {
  /** As that of the events. */
  readonly schemaVersion: 1;
  /** Events were lost. */
  readonly type: "missed";
  /** How many. */
  readonly count: number;
}
