import { UsageError } from "../errors/usage-error.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalKind, ApprovalRequest } from "./request.js";

/**
 * What a handler gets beside the request.
 *
 * @example
 * ```ts
 * import { createInterface } from "node:readline/promises";
 *
 * const terminal = createInterface(process.stdin, process.stdout);
 * const onApproval: ApprovalHandler = async (request, { signal }) =>
 *   (await terminal.question(`Allow ${request.kind}? [y/N] `, { signal })) === "y" ? "accept" : "decline";
 * ```
 */
export interface ApprovalContext<Kind extends ApprovalKind = ApprovalKind> {
  /** The approval's name in the trail: `approvalId` of its events in `codex.approvals()` and in the turn's result. */
  readonly approvalId: string;
  /**
   * What may be offered to a person: the decisions that the runtime lists for this request, and where it lists none (it does for commands
   * alone) the names that are valid for it. {@link isApprovalDecision} says what else is valid.
   */
  readonly availableDecisions: readonly ApprovalDecision<Kind>[];
  /**
   * Whether the client was connected with `persistentGrants: true`. Where it was not, a decision that would hold for every later thread
   * declines.
   */
  readonly persistentGrants: boolean;
  /**
   * Aborts when the answer no longer matters: another client gave it, the turn or the connection ended, or the time
   * allowed by `approvalTimeoutMs` is over (its reason is then a `TimeoutError`).
   */
  readonly signal: AbortSignal;
}

/**
 * Decides about every kind of request. A handler that throws, rejects, takes longer than `approvalTimeoutMs` or answers with
 * what is no decision for the request's kind declines.
 *
 * The compiler cannot tie the answer of one function to the kind that it was asked about. It can in {@link ApprovalHandlers},
 * and where an answer `satisfies ApprovalDecisions["fileChange"]`.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) =>
 *   request.kind === "command" && request.cwd === "/repo" && request.command === "/bin/bash -lc 'npm test'"
 *     ? "acceptForSession"
 *     : "decline";
 * ```
 */
export type ApprovalHandler = (
  request: ApprovalRequest,
  context: ApprovalContext,
) => ApprovalDecision | Promise<ApprovalDecision>;

/**
 * A handler for each kind of request, which answers with a decision of that kind and no other. A kind without one is declined.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandlers = {
 *   command: ({ command, cwd }) =>
 *     cwd === "/repo" && command === "/bin/bash -lc 'npm test'" ? "acceptForSession" : "decline",
 *   fileChange: ({ changes }) => (changes.length === 1 ? "accept" : "cancel"),
 * };
 * ```
 */
export type ApprovalHandlers = {
  readonly [Kind in ApprovalKind]?:
    | ((
        request: Extract<ApprovalRequest, { readonly kind: Kind }>,
        context: ApprovalContext<Kind>,
      ) => ApprovalDecision<Kind> | Promise<ApprovalDecision<Kind>>)
    | undefined;
};

/**
 * Who decides in the mode `ask`: one function for all kinds of requests, or one for each.
 *
 * @example
 * ```ts
 * const onApproval: OnApproval = { command: () => "accept" };
 * await using codex = await Codex.connect({ onApproval });
 * ```
 */
export type OnApproval = ApprovalHandler | ApprovalHandlers;

/**
 * A handler for one thread: only a client that can ask takes one.
 *
 * @example
 * ```ts
 * const handler: ThreadApprovalHandler<"ask"> = () => "decline";
 * ```
 */
export type ThreadApprovalHandler<Mode extends ApprovalMode> = HandlerByMode[Mode];

/** A look-up where a conditional type would do: that one would make a client that can ask no client that cannot. */
interface HandlerByMode {
  /** None: the runtime's reviewer decides. */
  readonly auto_review: never;
  /** None: every approval is declined. */
  readonly deny_all: never;
  /** A function, or one for each kind of request. */
  readonly ask: OnApproval;
}

/** Holds the list of the kinds to the types. */
const kinds: { readonly [Kind in ApprovalKind]: true } = {
  command: true,
  humanCommand: true,
  fileChange: true,
  permissions: true,
  mcpToolCall: true,
  mcpElicitation: true,
  userInput: true,
};

/** A handler that is checked, whichever form it was given in: the one for `kind`, or none. */
export type HandlerOf = (kind: ApprovalKind) => ApprovalHandler | undefined;

/**
 * Checks a handler. Types are not trusted: plain JavaScript gives one too.
 *
 * @throws UsageError for what is neither a function nor an object of functions by kind.
 */
export function checkHandler(where: string, given: unknown): HandlerOf {
  if (typeof given === "function") return () => given as ApprovalHandler;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UsageError(
      "onApproval",
      `${where}: onApproval must be a function, or an object of functions by kind. Leave it out if nobody can be asked.`,
    );
  }
  for (const [kind, handler] of Object.entries(given)) {
    if (!Object.hasOwn(kinds, kind)) {
      throw new UsageError(
        "onApproval",
        `${where}: onApproval has a handler for ${kind}, which is no kind of request. There are ${Object.keys(kinds).join(", ")}.`,
      );
    }
    if (handler !== undefined && typeof handler !== "function") {
      throw new UsageError("onApproval", `${where}: onApproval.${kind} must be a function.`);
    }
  }
  // A later change to the object must not reach what is asked.
  const handlers = new Map<string, ApprovalHandler | undefined>(
    Object.entries(given as Record<string, ApprovalHandler | undefined>),
  );
  return (kind) => handlers.get(kind);
}
