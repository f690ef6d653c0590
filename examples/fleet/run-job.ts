// One attempt at a job. Nothing is lost, for it stores what it is about to send; nothing runs twice, for it looks for that before it sends.
import { randomUUID } from "node:crypto";
import {
  approvalInbox,
  isInvalidParamsError,
  isOutputMismatchError,
  isTurnFailedError,
  isUsageError,
  type ApprovalInbox,
  type ApprovalMode,
  type Thread,
  type TurnResult,
} from "@codex-typed/client";
import type { Turn } from "@codex-typed/client/types";
import { decideIn } from "../approval-console/decide.js";
import { viewOf } from "../approval-console/view.js";
import type { Engine } from "./engine.js";
import {
  isNoWider,
  NotNowError,
  readJob,
  SetAsideError,
  type Checkpoint,
  type FleetJob,
  type JobResult,
} from "./job.js";
import { failureOf, hasBeenAnswered, watchStream } from "./failed-turn.js";
import { lookBack } from "./look-back.js";
import { folderOf, type Place } from "./place.js";
import { HELD_MS, letGo, makeThread, takeThread, type OpenOptions } from "./take-thread.js";

/** How much of a prompt is shown beside what it asks. */
const SHOWN = 200;

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
 * @throws SetAsideError where no other attempt is to be made; NotNowError where one is later, through no fault of the job's; NotHereError
 * where another worker may make one. After any other error one may be made at once: it finds out what became of this one.
 */
export async function runJob(place: Place, engine: Engine, task: Task): Promise<JobResult> {
  const job = readJob(task.job);
  const cwd = await folderOf(place, job);
  engine.signal.throwIfAborted();
  if (place.underWay.has(task.id))
    throw new NotNowError(
      `${place.worker} is still at an earlier attempt, which has lost the job and not ended yet.`,
      HELD_MS,
    );
  place.underWay.add(task.id);
  try {
    return await attempt(place, engine, task, job, cwd);
  } finally {
    place.underWay.delete(task.id);
  }
}

async function attempt(
  place: Place,
  engine: Engine,
  { id, checkpoint }: Task,
  job: FleetJob,
  cwd: string,
): Promise<JobResult> {
  const { repository, approvalMode, sandbox } = job;
  const inbox = approvalInbox();
  const options: OpenOptions = {
    cwd,
    approvalMode,
    sandbox,
    ...(approvalMode === "ask" ? { onApproval: inbox } : {}),
  };
  mustBeAtHome(place, checkpoint);
  let thread = job.threadId === undefined ? undefined : await takeThread(place, job.threadId, options);
  const isGiven = thread !== undefined;
  try {
    if (checkpoint !== undefined) {
      const { threadId } = checkpoint;
      engine.report({ worker: place.worker, threadId, stage: "takingOver", pending: [] });
      const turn = await lookBack(place, checkpoint, threadId === job.threadId, engine.signal);
      if (turn !== undefined) mustBeTheSame(job, checkpoint, turn);
      if (turn?.status === "completed") return resultOf(place, job, threadId, fromHistory(turn));
      if (turn !== undefined) mustBeRepeatable(job, checkpoint, turn);
    }
    // A turn that did not complete stays as it is: another one begins without its half of a history.
    thread ??= await makeThread(place, `fleet job ${id}`, options);
    const { home } = place;
    const { id: threadId } = thread;
    const next = { home, threadId, messageId: randomUUID(), repository, approvalMode, sandbox };
    await engine.save(next);
    using _told = tell(place, engine, job, thread.id, inbox);
    using _decided = engine.onDecision((approvalId, decision) => decideIn(inbox, approvalId, decision));
    return await runTurn(place, engine, job, thread, next);
  } finally {
    if (thread !== undefined) await letGo(place, thread, isGiven);
  }
}

/** @throws SetAsideError where the thread of an earlier attempt stands in another home. */
function mustBeAtHome(place: Place, checkpoint: Checkpoint | undefined): void {
  if (checkpoint === undefined || checkpoint.home === place.home) return;
  throw new SetAsideError(
    `Its thread ${checkpoint.threadId} stands in the home ${checkpoint.home}. ${place.worker} works in ${place.home} and cannot see what became of it.`,
  );
}

/** @throws SetAsideError where somebody has made another job of it: a turn's answer is none to another prompt. */
function mustBeTheSame(job: FleetJob, { threadId, repository }: Checkpoint, { id, items }: Turn): void {
  const texts = items.flatMap((item) => (item.type === "userMessage" ? item.content : []));
  const isSame = texts.some((input) => input.type === "text" && input.text === job.prompt);
  if (!isSame || repository !== job.repository)
    throw new SetAsideError(
      `The job was changed since turn ${id} of the thread ${threadId}, which had another prompt or repository.`,
    );
}

/** @throws SetAsideError where the job may not run again after a turn that did not complete, and may have written. */
function mustBeRepeatable(
  job: FleetJob,
  then: Checkpoint,
  { id, status, error }: Pick<TurnResult, "id" | "status"> & Pick<Turn, "error">,
): void {
  const what = `Turn ${id} of the thread ${then.threadId} ${status === "failed" ? `failed (${error?.message ?? "the runtime did not say why"})` : "was interrupted"}`;
  if (job.repeatable !== true)
    throw new SetAsideError(`${what}, and may have written. The job is not repeatable.`);
  if (!isNoWider(job, then))
    throw new SetAsideError(
      `${what}. It could do less (${then.approvalMode}, ${then.sandbox}) than the job may now (${job.approvalMode}, ${job.sandbox}).`,
    );
}

async function runTurn(
  place: Place,
  engine: Engine,
  job: FleetJob,
  thread: Thread<ApprovalMode>,
  checkpoint: Checkpoint,
): Promise<JobResult> {
  const options = { clientUserMessageId: checkpoint.messageId, signal: engine.signal };
  using stream = watchStream(place.codex, thread.id);
  try {
    const { outputSchema } = job;
    const result =
      outputSchema === undefined
        ? await thread.run(job.prompt, options)
        : await thread.run(job.prompt, { ...options, outputSchema });
    if (result.status === "completed") return resultOf(place, job, thread.id, result);
    const by = isStoppedByDecision(result) ? "by a decision" : "by another client";
    throw new SetAsideError(`Turn ${result.id} of the thread ${thread.id} was stopped ${by}.`);
  } catch (error) {
    // What cannot be sent, or read, stays so.
    if (isUsageError(error) || isInvalidParamsError(error) || isOutputMismatchError(error))
      throw new SetAsideError(`${error.message} (Thread ${thread.id}.)`, { cause: error });
    if (!isTurnFailedError(error)) throw error;
    const failure = await failureOf(place, thread.id, error);
    if (failure instanceof SetAsideError) throw failure;
    if (stream.isBroken || hasBeenAnswered(error.result)) mustBeRepeatable(job, checkpoint, error.result);
    else await engine.save(undefined);
    throw failure;
  }
}

/** Whether the last decision of a turn that was interrupted was to decline and to stop it. */
function isStoppedByDecision({ approvals }: TurnResult): boolean {
  const last = approvals.findLast(({ type }) => type === "decided");
  return last?.type === "decided" && last.by === "handler" && last.decision === "cancel";
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
    ...(job.outputSchema === undefined ? {} : { output: outputOf(threadId, ended) }),
    usage,
    approvals,
    durationMs,
    ...(takenOver === undefined ? {} : { takenOver }),
  };
}

function outputOf(threadId: string, { id, finalResponse }: Ended): unknown {
  try {
    return JSON.parse(finalResponse ?? "");
  } catch (error) {
    throw new SetAsideError(`The answer of turn ${id} of the thread ${threadId} is no JSON.`, {
      cause: error,
    });
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
  { repository, prompt }: FleetJob,
  threadId: string,
  inbox: ApprovalInbox,
): Disposable {
  const names = new Map([[threadId, `${repository}: ${prompt.slice(0, SHOWN)}`]]);
  const change = (): void => {
    const pending = inbox.pending.map((entry) => viewOf(entry, { names, patienceMs }));
    engine.report({ worker, threadId, stage: "running", pending });
  };
  change();
  return inbox.on("change", change);
}
