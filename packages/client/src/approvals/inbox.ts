import { UsageError } from "../errors/usage-error.js";
import { Emitter } from "../lib/emitter.js";
import { describeInvalid, describePersistent, isPersistent } from "./available-decisions.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalContext, ApprovalHandler } from "./handler.js";
import type { ApprovalKind, ApprovalRequest } from "./request.js";
import { answerFor } from "./response.js";

/** A request of one kind that waits for a decision. */
interface PendingOfKind<Kind extends ApprovalKind> {
  /** That of the events in `codex.approvals()`. */
  readonly approvalId: string;
  /** What kind of request it is: it says which decisions there are. */
  readonly kind: Kind;
  /** The request, as a handler gets it. */
  readonly request: Extract<ApprovalRequest, { readonly kind: Kind }>;
  /** What may be offered to a person, see {@link ApprovalContext}. */
  readonly availableDecisions: readonly ApprovalDecision<Kind>[];
  /** When it was put into the inbox, in milliseconds since the Unix epoch. */
  readonly askedAtMs: number;
  /**
   * Decides, as {@link ApprovalInbox.decide} does.
   *
   * @returns Whether it was still to be decided.
   * @throws UsageError for what is no decision about the request, and for one that would hold for every later thread where the client was
   * not connected with `persistentGrants`.
   */
  decide(this: void, decision: ApprovalDecision<Kind>): boolean;
}

/**
 * A request that waits in an {@link ApprovalInbox}, told apart by `kind`. But for `decide` it is plain JSON, so that it can be sent to
 * whoever shows it.
 *
 * @example
 * ```ts
 * const rejectPatch = (entry: PendingApproval) => entry.kind === "fileChange" && entry.decide("decline");
 * ```
 */
export type PendingApproval<Kind extends ApprovalKind = ApprovalKind> = {
  [Each in Kind]: PendingOfKind<Each>;
}[Kind];

/**
 * A handler that keeps what it is asked until somebody decides, see {@link approvalInbox}.
 *
 * @example
 * ```ts
 * const count = (inbox: ApprovalInbox) => `${inbox.pending.length} to decide`;
 * ```
 */
export interface ApprovalInbox {
  (request: ApprovalRequest, context: ApprovalContext): Promise<ApprovalDecision>;
  /** What is to be decided, oldest first. A new list after each change, and the same one until then. */
  readonly pending: readonly PendingApproval[];
  /**
   * Decides about a request, by the id that it has in `pending`.
   *
   * @returns `false` where there is nothing to decide: an id that is not known, or of what was decided, taken back or out of time.
   * @throws UsageError for what is no decision about the request, which says what would be one, and for a decision that would hold for
   * every later thread where the client was not connected with `persistentGrants`. The request goes on waiting.
   */
  decide(this: void, approvalId: string, decision: ApprovalDecision): boolean;
  /** Calls back with what is pending after each change, until disposed. */
  on(this: void, event: "change", listener: (pending: readonly PendingApproval[]) => void): Disposable;
}

/**
 * Makes an inbox for approvals: a handler for `onApproval` that keeps each request until the application decides, from a window, a
 * chat or a queue. A request leaves it without a decision when its turn or connection ends, when another client answers, and when
 * `approvalTimeoutMs` is over. One inbox may serve several clients and threads.
 *
 * @example
 * ```ts
 * const inbox = approvalInbox();
 * await using codex = await Codex.connect({ onApproval: inbox, approvalTimeoutMs: 600_000 });
 * using _shown = inbox.on("change", (pending) => console.log(JSON.stringify(pending)));
 * const decideByButton = (approvalId: string) => inbox.decide(approvalId, "accept");
 * ```
 */
export function approvalInbox(): ApprovalInbox {
  const waiting = new Map<string, Waiting>();
  const changes = new Emitter<readonly PendingApproval[]>();
  let pending: readonly PendingApproval[] = [];

  const change = (): void => {
    pending = [...waiting.values()].map(({ entry }) => entry);
    changes.emit(pending);
  };

  const decide = (approvalId: string, decision: ApprovalDecision): boolean => {
    const found = waiting.get(approvalId);
    if (found === undefined) return false;
    const { request } = found.entry;
    const answer = answerFor(request, decision);
    if (answer === undefined) throw new UsageError("decision", describeInvalid(request, decision));
    if (!found.persistentGrants && isPersistent(answer.decision))
      throw new UsageError("decision", describePersistent);
    waiting.delete(approvalId);
    found.resolve(decision);
    change();
    return true;
  };

  const handler: ApprovalHandler = (request, { approvalId, availableDecisions, persistentGrants, signal }) =>
    new Promise<ApprovalDecision>((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason as Error);
        if (waiting.delete(approvalId)) change();
      };
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener("abort", leave, { once: true });
      const entry = {
        approvalId,
        kind: request.kind,
        request,
        availableDecisions,
        askedAtMs: Date.now(),
        decide: (decision: ApprovalDecision) => decide(approvalId, decision),
      } as PendingApproval;
      waiting.set(approvalId, { entry, persistentGrants, resolve });
      change();
    });

  return Object.defineProperties(handler, {
    pending: { get: () => pending },
    decide: { value: decide },
    on: {
      value: (event: string, listener: (pending: readonly PendingApproval[]) => void) => {
        if (event === "change") return changes.subscribe(listener);
        throw new UsageError("event", `An inbox tells of "change" alone.`);
      },
    },
  }) as ApprovalInbox;
}

interface Waiting {
  readonly entry: PendingApproval;
  readonly persistentGrants: boolean;
  readonly resolve: (decision: ApprovalDecision) => void;
}
