import { isError } from "../errors/is-error.js";
import { startTimeout } from "../lib/deadline.js";
import {
  availableDecisions,
  describeInvalid,
  describePersistent,
  isPersistent,
} from "./available-decisions.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalDecided } from "./event.js";
import type { ApprovalHandler } from "./handler.js";
import type { ApprovalRequest } from "./request.js";
import { answerFor, declineResponse } from "./response.js";

/** What is to be answered, and whose decision it is. */
export type HandlerOutcome = { readonly response: object } & (
  | { readonly by: "handler"; readonly decision: ApprovalDecision; readonly allowed: boolean }
  | {
      readonly by: "default";
      readonly reason: Reason;
      readonly message: string | null;
      readonly allowed: false;
    }
);

type Reason = Extract<ApprovalDecided, { readonly by: "default" }>["reason"];

/** The asking of which a request is the subject. */
export interface Asking {
  readonly approvalId: string;
  /** Ends the asking when it aborts, and is aborted if the handler takes too long. */
  readonly controller: AbortController;
}

/** What holds for every handler of a client. */
export interface AskingRules {
  /** How long a handler may take, in milliseconds; 0: as long as it likes. */
  readonly timeoutMs: number;
  /** Whether decisions are taken that hold for every later thread. */
  readonly persistentGrants: boolean;
}

/** Asks a handler. Never rejects: whatever is no decision declines. */
export async function askHandler(
  handler: ApprovalHandler | undefined,
  request: ApprovalRequest,
  { controller, approvalId }: Asking,
  { timeoutMs, persistentGrants }: AskingRules,
): Promise<HandlerOutcome> {
  if (handler === undefined) return declined(request, "noHandler");
  const { signal } = controller;
  const timer = startTimeout(timeoutMs, () => {
    expire(controller);
  });
  try {
    // A copy: what a handler does to the request changes neither the record of it nor what an "accept" of it grants.
    const shown = structuredClone(request);
    const listed = availableDecisions(structuredClone(request));
    const available = persistentGrants ? listed : listed.filter((decision) => !isPersistent(decision));
    const context = { signal, approvalId, availableDecisions: available, persistentGrants };
    const given: unknown = await Promise.race([handler(shown, context), aborted(signal)]);
    if (signal.aborted) return declined(request, "timedOut");
    const answer = answerFor(request, given);
    if (answer === undefined) return declined(request, "invalidDecision", describeInvalid(request, given));
    if (!persistentGrants && isPersistent(answer.decision))
      return declined(request, "persistentGrant", describePersistent);
    return { ...answer, by: "handler" };
  } catch (error) {
    return signal.aborted ? declined(request, "timedOut") : declined(request, "threw", messageOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** What nobody decided. */
export function declined(
  request: ApprovalRequest,
  reason: Reason,
  message: string | null = null,
): HandlerOutcome {
  return { response: declineResponse(request), by: "default", reason, message, allowed: false };
}

function expire(controller: AbortController): void {
  controller.abort(new DOMException("The time to decide about the approval is over.", "TimeoutError"));
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(undefined);
    });
  });
}

function messageOf(error: unknown): string | null {
  return isError(error) ? error.message : null;
}
