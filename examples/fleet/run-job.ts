// One attempt at a job. Nothing is lost, for it stores what it is about to send; nothing runs twice, for it looks for that before it sends.
import { randomUUID } from "node:crypto";
import {
  approvalInbox,
  isApprovalDecision,
  isOutputMismatchError,
  isTurnFailedError,
  type ApprovalInbox,
  type ApprovalMode,
  type Thread,
  type TurnFailedError,
  type TurnResult,
} from "@codex-typed/client";
import type { Turn } from "@codex-typed/client/types";
import { viewOf } from "../approval-console/view.js";
import type { Decide, Engine } from "./engine.js";
import {
  isNoWider,
  NotNowError,
  readJob,
  SetAsideError,
  type Checkpoint,
  type FleetJob,
  type JobResult,
} from "./job.js";
import { hasActed, lookBack } from "./look-back.js";
import { folderOf, type Place } from "./place.js";
import { makeThread, takeThread, type OpenOptions } from "./take-thread.js";

/** How long an account that has used up its limit is left alone, where the runtime does not say until when. */
const LIMIT_MS = 5 * 60_000;

/** What an engine hands over. */
export interface Task {
  /** The job's id: its thread is named after it. */
  readonly id: string;
  /** The job, as it was added. */
  readonly job: unknown;
  /** What an earlier attempt has stored. */
  readonly checkpoint?: Checkpoint | undefined;
}

/**
 * Does a job, or finishes what an earlier attempt began.
 *
 * @throws SetAsideError where no other attempt is to be made; NotNowError where one is later, through no fault of the job's. After any
 * other error one may be made at once: it finds out what became of this one.
 */
export async function runJob(place: Place, engine: Engine, task: Task): Promise<JobResult> {
  const job = readJob(task.job);
  const { signal } = engine;
  const { checkpoint } = task;
  const inbox = approvalInbox();
  const options: OpenOptions = {
    cwd: await folderOf(place, job),
    approvalMode: job.approvalMode,
    sandbox: job.sandbox,
    ...(job.approvalMode === "ask" ? { onApproval: inbox } : {}),
    signal,
  };
  if (checkpoint !== undefined) await takeOver(place, engine, job, checkpoint);
  const threadId = checkpoint?.threadId ?? job.threadId;
  const thread =
    threadId === undefined
      ? await makeThread(place, `fleet job ${task.id}`, options)
      : await takeThread(place, threadId, options);
  let isSent = checkpoint !== undefined;
  try {
    if (checkpoint !== undefined) {
      const turn = await lookBack(place.codex, thread.id, checkpoint.messageId, signal);
      if (turn?.status === "completed") return resultOf(place, job, thread.id, fromHistory(turn));
      if (turn !== undefined) mustBeRepeatable(job, checkpoint, turn);
    }
    const messageId = randomUUID();
    await engine.save({
      attempt: engine.attempt,
      home: place.home,
      threadId: thread.id,
      messageId,
      approvalMode: job.approvalMode,
      sandbox: job.sandbox,
    });
    isSent = true;
    using _told = tell(place, engine, job, thread.id, inbox);
    using _decided = engine.onDecision(decideIn(inbox));
    return await runTurn(place, job, thread, messageId, signal);
  } finally {
    await letGo(thread, job, isSent);
  }
}

/** Makes the attempt the one whose word counts. */
async function takeOver(place: Place, engine: Engine, job: FleetJob, checkpoint: Checkpoint): Promise<void> {
  const { attempt, home, threadId } = checkpoint;
  if (home !== place.home)
    throw new SetAsideError(
      `Its thread ${threadId} stands in the home ${home}. ${place.worker} works in ${place.home} and cannot see what became of it.`,
    );
  // A command that hung on its way to the store may have come after that of a later attempt.
  if (attempt !== engine.attempt - 1 && job.repeatable !== true)
    throw new SetAsideError(
      `Attempt ${engine.attempt - 1} has stored nothing, so whether it started a turn cannot be known. A repeatable job would run again.`,
    );
  await engine.save({ ...checkpoint, attempt: engine.attempt });
  engine.report({ worker: place.worker, threadId, stage: "takingOver", pending: [] });
}

/** @throws SetAsideError where the job may not run again after a turn that did not complete. */
function mustBeRepeatable(job: FleetJob, then: Checkpoint, turn: Turn): void {
  if (!hasActed(turn)) return;
  const where = `turn ${turn.id} of the thread ${then.threadId}`;
  if (turn.status === "failed")
    throw new SetAsideError(`The ${where} failed: ${turn.error?.message ?? "the runtime did not say why."}`);
  if (job.repeatable !== true)
    throw new SetAsideError(`The ${where} was interrupted, and may have written. The job is not repeatable.`);
  if (!isNoWider(job, then))
    throw new SetAsideError(
      `The ${where} was interrupted. It could do less (${then.approvalMode}, ${then.sandbox}) than the job may now (${job.approvalMode}, ${job.sandbox}).`,
    );
}

async function runTurn(
  place: Place,
  job: FleetJob,
  thread: Thread<ApprovalMode>,
  clientUserMessageId: string,
  signal: AbortSignal,
): Promise<JobResult> {
  const options = { clientUserMessageId, signal };
  try {
    const { outputSchema } = job;
    const result =
      outputSchema === undefined
        ? await thread.run(job.prompt, options)
        : await thread.run(job.prompt, { ...options, outputSchema });
    if (result.status === "completed") return resultOf(place, job, thread.id, result);
    throw new Error(`Turn ${result.id} was interrupted, and not by this worker.`);
  } catch (error) {
    if (isOutputMismatchError(error)) throw new SetAsideError(error.message, { cause: error });
    if (!isTurnFailedError(error)) throw error;
    throw await failureOf(place, error);
  }
}

/** What a failed turn means for its job: its account may have to wait, and what has done nothing may be tried again. */
async function failureOf({ codex }: Place, error: TurnFailedError): Promise<Error> {
  if (hasActed(error.result)) return new SetAsideError(error.message);
  if (error.reason === "usageLimitExceeded") {
    const limits = await codex.rpc.account.rateLimits.read().catch(() => undefined);
    const resetsAt = limits?.rateLimits.primary?.resetsAt;
    const waitMs = resetsAt == null ? LIMIT_MS : Math.max(1_000, resetsAt * 1_000 - Date.now());
    return new NotNowError(error.message, waitMs, true);
  }
  return error.isRetryable ? error : new SetAsideError(error.message);
}

type Ended = Pick<TurnResult, "id" | "finalResponse" | "usage" | "approvals" | "durationMs"> & {
  readonly takenOver?: true;
};

function resultOf({ worker }: Place, job: FleetJob, threadId: string, ended: Ended): JobResult {
  const { id: turnId, finalResponse, usage, approvals, durationMs, takenOver } = ended;
  return {
    worker,
    threadId,
    turnId,
    finalResponse,
    ...(job.outputSchema === undefined ? {} : { output: outputOf(turnId, finalResponse) }),
    usage,
    approvals,
    durationMs,
    ...(takenOver === undefined ? {} : { takenOver }),
  };
}

function outputOf(turnId: string, finalResponse: string | null): unknown {
  try {
    return JSON.parse(finalResponse ?? "");
  } catch (error) {
    throw new SetAsideError(`The answer of turn ${turnId} is no JSON.`, { cause: error });
  }
}

/** Of a turn that this worker did not see, the history keeps the items. */
function fromHistory({ id, items, durationMs }: Turn): Ended {
  const last = items.findLast((item) => item.type === "agentMessage" && item.phase !== "commentary");
  const finalResponse = last?.type === "agentMessage" ? last.text : null;
  return { id, finalResponse, usage: null, approvals: [], durationMs: durationMs ?? null, takenOver: true };
}

/** Tells what the job waits for, and each change of it. */
function tell(
  { worker, patienceMs }: Place,
  engine: Engine,
  job: FleetJob,
  threadId: string,
  inbox: ApprovalInbox,
): Disposable {
  const names = new Map([[threadId, `${job.repository}: ${job.prompt}`]]);
  const change = (): void => {
    const pending = inbox.pending.map((entry) => viewOf(entry, { names, patienceMs }));
    engine.report({ worker, threadId, stage: "running", pending });
  };
  change();
  return inbox.on("change", change);
}

function decideIn(inbox: ApprovalInbox): Decide {
  return (approvalId, decision) => {
    const entry = inbox.pending.find((each) => each.approvalId === approvalId);
    if (entry === undefined) return "tooLate";
    if (!isApprovalDecision(entry.request, decision)) return "invalid";
    return inbox.decide(approvalId, decision) ? "applied" : "tooLate";
  };
}

/**
 * A runtime keeps a thread, and keeps others out of it, for a minute after it was let go of, but not one that is archived: that one's commands
 * end, too. A thread that the job was given may be somebody's who goes on in it.
 */
async function letGo(thread: Thread<ApprovalMode>, { threadId }: FleetJob, isSent: boolean): Promise<void> {
  const letting = threadId !== undefined ? thread.close() : isSent ? thread.archive() : thread.delete();
  // Where the runtime is gone, its threads are.
  await letting.catch(() => undefined);
}
