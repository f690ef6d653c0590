import type { CodexErrorInfo, TurnError } from "../generated/types.js";
import { isRecord, memberOf } from "../lib/guards.js";
import type { VariantName } from "../lib/variant.js";

/**
 * Which kind of failure ended a turn, in the runtime's words; `unknown` where it did not say. A runtime of another version may have more.
 *
 * @example
 * ```ts
 * const advice: Partial<Record<TurnFailureReason, string>> = { usageLimitExceeded: "Wait for the limit to reset." };
 * ```
 */
export type TurnFailureReason = VariantName<CodexErrorInfo> | "unknown" | (string & {});

/** What is known of a turn's failure. */
interface TurnFailure {
  readonly reason: TurnFailureReason;
  readonly httpStatus: number | null;
  readonly isRetryable: boolean;
}

/** Whether the same turn may succeed later with nothing changed; `status`: if the status of the provider's answer says so. */
const retryable: ReadonlyMap<string, boolean | "status"> = new Map(
  Object.entries({
    contextWindowExceeded: false,
    sessionBudgetExceeded: false,
    usageLimitExceeded: false,
    rateLimitExceeded: true,
    flexUnavailable: true,
    serverOverloaded: true,
    modelNotFound: false,
    policyCapacityUnavailable: true,
    cyberPolicy: false,
    bioPolicy: false,
    misalignmentPolicyViolation: false,
    tooManyDenials: false,
    internalServerError: true,
    unauthorized: false,
    badRequest: false,
    threadRollbackFailed: false,
    sandboxError: false,
    other: false,
    inferenceHookDenied: false,
    httpConnectionFailed: "status",
    responseStreamConnectionFailed: "status",
    responseStreamDisconnected: "status",
    responseTooManyFailedAttempts: "status",
    activeTurnNotSteerable: true,
  } as const satisfies Readonly<Record<VariantName<CodexErrorInfo>, boolean | "status">>),
);

/** What the error of a turn says. */
export function failureOf(error: TurnError | null): TurnFailure {
  const info: unknown = error?.codexErrorInfo;
  const reason = typeof info === "string" ? info : isRecord(info) ? Object.keys(info)[0] : undefined;
  const status = memberOf(memberOf(info, reason ?? ""), "httpStatusCode");
  const httpStatus = typeof status === "number" ? status : null;
  const mayRetry = retryable.get(reason ?? "") ?? (httpStatus === null ? false : "status");
  return {
    reason: reason ?? "unknown",
    httpStatus,
    isRetryable: mayRetry === "status" ? isPassing(httpStatus) : mayRetry,
  };
}

/** Without a status nothing was answered at all. */
function isPassing(status: number | null): boolean {
  return status === null || status >= 500 || status === 408 || status === 425 || status === 429;
}
