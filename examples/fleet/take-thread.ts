// A job's thread, and with it the hold that keeps all others out: a runtime refuses a thread that another one has loaded.
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

/** How long a thread is left alone that somebody else holds. */
export const HELD_MS = 10_000;

/** With what a job's thread is opened. No signal: an opening that was given up could leave it loaded. */
export interface OpenOptions {
  readonly cwd: string;
  readonly approvalMode: ApprovalMode;
  readonly sandbox: Sandbox;
  readonly onApproval?: ApprovalInbox;
}

/** Makes a thread, and names it: from then on the runtime stores and holds it, which it else does from its first turn on. */
export async function makeThread(
  { codex }: Place,
  name: string,
  options: OpenOptions,
): Promise<Thread<ApprovalMode>> {
  const thread = await codex.startThread(options);
  try {
    await thread.setName(name);
    return thread;
  } catch (error) {
    await thread.delete().catch(() => thread.close().catch(() => undefined));
    throw error;
  }
}

/** Opens the thread that a job was given. @throws NotNowError while another runtime holds it; SetAsideError where there is none. */
export async function takeThread(
  place: Place,
  threadId: string,
  options: OpenOptions,
): Promise<Thread<ApprovalMode>> {
  const { codex } = place;
  try {
    return await codex.resumeThread(threadId, options).catch(async (error: unknown) => {
      if (!isThreadNotFoundError(error) || error.reason !== "archived") throw error;
      await codex.unarchiveThread(threadId);
      return codex.resumeThread(threadId, options);
    });
  } catch (error) {
    throw whyNot(place, threadId, error);
  }
}

/** What it means for a job that its thread could not be had. */
export function whyNot({ home }: Place, threadId: string, error: unknown): unknown {
  if (isThreadNotFoundError(error))
    return new SetAsideError(`There is no thread ${threadId} in the home ${home}.`, { cause: error });
  if (isInvalidRequestError(error) && error.message.includes("active writer"))
    return new NotNowError(`Another runtime holds the thread ${threadId}.`, HELD_MS);
  return error;
}

/**
 * Lets go of a job's thread. One that is closed is kept for a minute, and others are kept out of it; one that is archived is let go of at once,
 * and its turn and commands end. What the job was given is brought back; in a runtime that others use it is theirs, and only closed.
 */
export async function letGo(
  { codex, isShared }: Place,
  thread: Thread<ApprovalMode>,
  isGiven: boolean,
): Promise<void> {
  try {
    if (isGiven && isShared) return await thread.close();
    await thread.archive();
    if (isGiven) await codex.unarchiveThread(thread.id);
  } catch {
    // Where the runtime is gone, its threads are.
    await thread.close().catch(() => undefined);
  }
}
