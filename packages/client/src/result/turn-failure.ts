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

/** With these the same turn may succeed later with nothing changed. */
const passing: ReadonlySet<string> = new Set<VariantName<CodexErrorInfo>>([
  "rateLimitExceeded",
  "flexUnavailable",
  "serverOverloaded",
  "policyCapacityUnavailable",
  "internalServerError",
  "activeTurnNotSteerable",
]);

/** With these the status of the provider's answer says; without one it was not reached. */
const byStatus: ReadonlySet<string> = new Set<VariantName<CodexErrorInfo>>([
  "httpConnectionFailed",
  "responseStreamConnectionFailed",
  "responseStreamDisconnected",
  "responseTooManyFailedAttempts",
]);

/** What the error of a turn says. */
export function failureOf(error: TurnError | null): TurnFailure {
  const info: unknown = error?.codexErrorInfo;
  const reason = typeof info === "string" ? info : isRecord(info) ? Object.keys(info)[0] : undefined;
  const status = memberOf(memberOf(info, reason ?? ""), "httpStatusCode");
  const httpStatus = typeof status === "number" ? status : null;
  return {
    reason: reason ?? "unknown",
    httpStatus,
    isRetryable:
      httpStatus === null
        ? passing.has(reason ?? "") || byStatus.has(reason ?? "")
        : httpStatus >= 500 || httpStatus === 408 || httpStatus === 425 || httpStatus === 429,
  };
}
