// Opens a job's thread, and with it keeps all others out: a runtime refuses a thread that another one has loaded.
import {
  isInvalidRequestError,
  isThreadNotFoundError,
  type ApprovalInbox,
  type ApprovalMode,
  type Sandbox,
  type Thread,
} from "@codex-typed/client";
import { NotNowError, SetAsideError } from "./job.js";
import type { Place } from "./place.js";

/** How long a thread is left alone that another runtime holds. */
const HELD_MS = 10_000;

/** With what a job's thread is opened. */
export interface OpenOptions {
  readonly cwd: string;
  readonly approvalMode: ApprovalMode;
  readonly sandbox: Sandbox;
  readonly onApproval?: ApprovalInbox;
  readonly signal: AbortSignal;
}

/** Opens a thread that there is. @throws NotNowError while another runtime holds it; SetAsideError where there is none. */
export async function takeThread(
  { codex, home }: Place,
  threadId: string,
  options: OpenOptions,
): Promise<Thread<ApprovalMode>> {
  try {
    return await codex.resumeThread(threadId, options);
  } catch (error) {
    if (isThreadNotFoundError(error)) {
      if (error.reason !== "archived")
        throw new SetAsideError(`There is no thread ${threadId} in the home ${home}.`, { cause: error });
      await codex.unarchiveThread(threadId);
      return codex.resumeThread(threadId, options);
    }
    if (isInvalidRequestError(error) && error.message.includes("active writer"))
      throw new NotNowError(`Another runtime holds the thread ${threadId}.`, HELD_MS);
    throw error;
  }
}

/** Makes a thread, and names it: from then on the runtime stores and holds it, which it else does from its first turn on. */
export async function makeThread(
  { codex }: Place,
  name: string,
  options: OpenOptions,
): Promise<Thread<ApprovalMode>> {
  const thread = await codex.startThread(options);
  await thread.setName(name);
  return thread;
}
