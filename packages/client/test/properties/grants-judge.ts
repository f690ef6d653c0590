import { isApprovalModeNotAppliedError, isInvalidRequestError } from "../../src/index.js";
import type { ApprovalModeNotAppliedError } from "../../src/index.js";
import {
  widthOf,
  type GrantsModel,
  type ModelGrant,
  type ModelHandle,
  type ModelThread,
  type Wish,
} from "./grants-model.js";
import {
  optionsOf,
  type Attempt,
  type GrantsWorld,
  type Handle,
  type Tried,
  type Try,
} from "./grants-world.js";

/** What uses each kind of grant. */
const users: Readonly<Partial<Record<ModelGrant["kind"], readonly [Attempt, ...Attempt[]]>>> = {
  command: ["escalated command"],
  fileChange: ["patch"],
  permissions: ["sandboxed command", "permissions", "patch"],
  mcpToolCall: ["MCP tool"],
};

/** Runs a turn of a handle in which the model tries something, and judges what comes of it. */
export async function runAndJudge(
  index: number,
  asked: Wish,
  given: Try,
  model: GrantsModel,
  world: GrantsWorld,
): Promise<void> {
  const handle = handleOf(world, index);
  const last = given.reuses ? model.threadOf(index).grants.at(-1) : undefined;
  const tries = { ...given, attempt: (last && users[last.kind]?.[0]) ?? given.attempt };
  const wish = model.wishOf(index, asked);
  const tried = await world.try(handle, asked, tries);
  if (tried.ending.state !== "rejected") {
    if (model.forbids(wish)) throw new Error("It ran though administrators forbid it.");
    judgeTurn(index, wish, tries, tried, model, world);
    return;
  }
  if (tried.began || tried.wrote) throw new Error("It rejected after something had run.");
  const { kept, thread } = model.handle(index);
  const error = judgeRejection(tried.ending.reason, model.thread(thread), wish, kept, model);
  world.count(error.grants.length > 0 ? "run rejected for grants" : "run rejected for requirements");
  // What has no turn cannot be forked.
  if (error.grants.length > 0 && model.thread(thread).hasTurn)
    await runInFork(thread, wish, tries, model, world);
}

/** The way out that docs/approvals.md gives: a fork with the same wishes runs, and is held to them. */
async function runInFork(
  source: number,
  wish: Wish,
  tries: Try,
  model: GrantsModel,
  world: GrantsWorld,
): Promise<void> {
  const opened = await world.settled("a fork", world.codex.forkThread(idOf(world, source), optionsOf(wish)));
  if (opened.state === "rejected") return judgeForbidden(opened.reason, wish, model);
  if (opened.state !== "resolved") return;
  if (model.forbids(wish)) throw new Error("It was forked though administrators forbid it.");
  const fork = hold(model.forked(source, wish), opened.value, model, world);
  const tried = await world.try(opened.value, {}, tries);
  if (tried.ending.state === "rejected") {
    // A fork with a sandbox begins under the profile of its source, which may be full access.
    const { reason } = tried.ending;
    const hasSandbox = model.isCareful && wish.access?.sandbox !== undefined;
    if (!hasSandbox || model.thread(source).width < 2) throw reason;
    judgeRejection(reason, { ...model.threadOf(fork), hadFullAccess: true }, wish, undefined, model);
    // Nothing has run in it, so it stands where it began.
    model.threadOf(fork).width = 2;
    return;
  }
  judgeTurn(fork, wish, tries, tried, model, world);
  await opened.value.close();
  model.closed(fork);
}

/** A turn that ran: what it wrote and read is what its handle admits. */
function judgeTurn(
  index: number,
  wish: Wish,
  { attempt, decision, verdict }: Try,
  { ending, wrote, read, isReadOnly, grants }: Tried,
  model: GrantsModel,
  world: GrantsWorld,
): void {
  if (ending.state !== "resolved") return;
  const { status, approvals } = ending.value;
  if (status !== "completed") throw new Error(`The turn is ${status}.`);
  model.ran(index, wish, isReadOnly);
  model.granted(index, grants);
  const thread = model.threadOf(index);
  const isAllowed = approvals.some((event) => event.type === "decided" && event.allowed);
  const isGrantedUnderReadOnly = thread.grants.some(
    ({ kind, under }) => under === 0 && users[kind]?.includes(attempt) === true,
  );
  const isOutside = attempt !== "command in the workspace";
  if (wish.mode === "deny_all" && thread.width < 2 && isOutside && wrote)
    throw new Error(`A run of mode deny_all wrote outside, by: ${attempt}.`);
  // No tool of an MCP server runs in the sandbox.
  const wishesReadOnly = wish.access !== undefined && widthOf(wish.access) === 0 && attempt !== "MCP tool";
  if (wishesReadOnly && wrote && !isAllowed && !isGrantedUnderReadOnly)
    throw new Error(`A run of sandbox read_only wrote, and nobody allowed it, by: ${attempt}.`);
  if (read && !thread.admitsSecret) throw new Error("The denied file was read.");

  const deciders = approvals.flatMap((event) => (event.type === "decided" ? [event.by] : []));
  const answer = deciders.includes("handler") ? decision : deciders.includes("reviewer") ? verdict : "nobody";
  world.count(`${attempt}: ${wrote ? "wrote" : read ? "read" : "neither"}, ${answer} decided`);
}

/** What a call rejected with: it may reject for what was granted, or for what administrators require. */
export function judgeRejection(
  reason: unknown,
  thread: ModelThread,
  wish: Wish,
  kept: ModelHandle["kept"] | undefined,
  model: GrantsModel,
): ApprovalModeNotAppliedError {
  if (!isApprovalModeNotAppliedError(reason)) throw reason;
  if (reason.grants.length === 0) {
    if (!model.forbids({ ...wish, mode: wish.mode ?? kept?.mode })) throw reason;
    return reason;
  }
  for (const { approvalId, kind } of reason.grants)
    if (
      kind === "fullAccess"
        ? !thread.hadFullAccess
        : !thread.grants.some((grant) => grant.approvalId === approvalId)
    )
      throw new Error("It rejects for what was not granted to the thread as it is loaded.", {
        cause: reason,
      });
  if (!model.goesBeyond(thread, wish, kept))
    throw new Error("It rejects though nothing granted goes beyond the wish.", { cause: reason });
  return reason;
}

/** What opening a new thread, or one that was stored, rejected with. */
export function judgeForbidden(reason: unknown, wish: Wish, model: GrantsModel): void {
  if (!model.forbids(wish)) throw reason;
  // The runtime refuses by itself where it would have to fall back under deny_all.
  const isRefused = wish.mode === "deny_all" && isInvalidRequestError(reason);
  if (!isRefused && !isApprovalModeNotAppliedError(reason)) throw reason;
}

/** Takes a thread that was opened into the world. */
export function hold(index: number, handle: Handle, model: GrantsModel, world: GrantsWorld): number {
  world.handles[index] = handle;
  world.ids[model.handle(index).thread] = handle.id;
  return index;
}

export function handleOf({ handles }: GrantsWorld, index: number): Handle {
  const handle = handles[index];
  if (handle === undefined) throw new RangeError(`There is no handle ${String(index)}.`);
  return handle;
}

export function idOf({ ids }: GrantsWorld, index: number): string {
  const id = ids[index];
  if (id === undefined) throw new RangeError(`There is no thread ${String(index)}.`);
  return id;
}
