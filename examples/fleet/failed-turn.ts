// What a turn that failed means for its job.
import {
  isVariant,
  type ApprovalMode,
  type Codex,
  type TurnFailedError,
  type TurnResult,
} from "@codex-typed/client";
import { NotHereError, NotNowError, SetAsideError } from "./job.js";
import type { Place } from "./place.js";

/** How long an account that has used up its limit is left alone, where the runtime does not say until when. */
const LIMIT_MS = 5 * 60_000;

/** What a failed turn means for its job: its account may have to wait, or the model's provider. */
export async function failureOf({ codex }: Place, threadId: string, error: TurnFailedError): Promise<Error> {
  if (error.reason === "usageLimitExceeded")
    return new NotNowError(error.message, await untilReset(codex), true);
  // Of a login that is over, or was never there, no job is to suffer: the worker would set aside the whole queue.
  if (error.httpStatus === 401 || error.reason === "unauthorized")
    return new NotHereError(error.message, { cause: error });
  return error.isRetryable
    ? error
    : new SetAsideError(`${error.message} (Thread ${threadId}.)`, { cause: error });
}

/** When the account's limit is over, in milliseconds from now: it has one for hours, and one for the week. */
async function untilReset(codex: Codex<ApprovalMode>): Promise<number> {
  const limits = await codex.rpc.account.rateLimits.read().catch(() => undefined);
  const resets = [limits?.rateLimits.primary, limits?.rateLimits.secondary].flatMap((window) =>
    window?.resetsAt != null && window.usedPercent >= 100 ? [window.resetsAt * 1_000] : [],
  );
  return resets.length === 0 ? LIMIT_MS : Math.max(1_000, Math.max(...resets) - Date.now());
}

/**
 * Whether a model has answered in a turn: it may have called a tool then. The items alone do not tell, for of a command that met the sandbox's
 * walls, and had written by then, the runtime keeps none.
 */
export function hasBeenAnswered({ usage, items }: TurnResult): boolean {
  return usage !== null || items.some(({ type }) => type !== "userMessage");
}

/** Sees whether an answer broke off: its tools are called as it comes, and its tokens told at its end. */
export function watchStream(
  codex: Codex<ApprovalMode>,
  threadId: string,
): Disposable & { readonly isBroken: boolean } {
  let isBroken = false;
  const heard = codex.on("error", ({ threadId: of, error: { codexErrorInfo } }) => {
    if (of === threadId && isVariant(codexErrorInfo, "responseStreamDisconnected")) isBroken = true;
  });
  return {
    get isBroken() {
      return isBroken;
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}
