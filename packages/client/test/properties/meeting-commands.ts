import fc from "fast-check";
import { setTimeout as pause } from "node:timers/promises";

import { fullAccess, text, type Meeting } from "./meeting.js";

type Command = fc.AsyncCommand<object, Meeting>;

/** A step that begins something and waits for nothing, so that the next meets it. It can be done at any time. */
function step(name: string, run: (meeting: Meeting) => void | Promise<void>): fc.Arbitrary<Command> {
  return fc.constant<Command>({
    check: () => true,
    run: async (_, meeting) => {
      await run(meeting);
    },
    toString: () => name,
  });
}

const run = step("run", (meeting) => {
  meeting.beginRun();
});

const foreignTurn = step("turn of a second client", (meeting) => {
  const { other, threadId } = meeting;
  meeting.beginOther(
    "foreign turn",
    other.rpc.turn.start({ threadId, input: text("foreign"), ...fullAccess }),
  );
});

const rawTurn = step("rpc.turn.start", (meeting) => {
  const { one, threadId } = meeting;
  meeting.beginOther("raw turn", one.rpc.turn.start({ threadId, input: text("raw"), ...fullAccess }));
});

const queued = step("rpc.thread.queue.add", (meeting) => {
  const { one, threadId } = meeting;
  const clientUserMessageId = `queued-${String(meeting.nextId())}`;
  meeting.beginOther(
    "queue.add",
    one.rpc.thread.queue.add({ threadId, clientUserMessageId, input: text("queued") }),
  );
});

const setGoal = step("goal.set", (meeting) => {
  meeting.setGoal();
});

const clearGoal = step("goal.clear", (meeting) => {
  const handle = meeting.strict ?? meeting.free;
  if (handle !== undefined) meeting.beginOther("goal.clear", handle.goal.clear());
});

const pauseGoal = step("goal.set paused", (meeting) => {
  const handle = meeting.strict ?? meeting.free;
  if (handle !== undefined) meeting.beginOther("goal pause", handle.goal.set({ status: "paused" }));
});

const unsubscribe = step("rpc.thread.unsubscribe", (meeting) => {
  const { one, threadId } = meeting;
  meeting.beginOther("unsubscribe", one.rpc.thread.unsubscribe({ threadId }));
});

const closeStrict = step("close of the narrow handle", (meeting) => {
  if (meeting.strict !== undefined) meeting.beginOther("close", meeting.strict.close());
  meeting.strict = undefined;
});

const closeBoth = step("close of both handles", (meeting) => {
  for (const handle of [meeting.strict, meeting.free])
    if (handle !== undefined) meeting.beginOther("close", handle.close());
  meeting.strict = undefined;
  meeting.free = undefined;
});

const cut = step("cut", (meeting) => {
  meeting.proxy.cut();
});

const wait = fc.integer({ min: 1, max: 80 }).map((ms): Command => ({
  check: () => true,
  run: () => pause(ms),
  toString: () => `${String(ms)} ms`,
}));

/** The same step more often is a likelier step. */
const steps: readonly fc.Arbitrary<Command>[] = [
  ...Array<fc.Arbitrary<Command>>(5).fill(run),
  ...Array<fc.Arbitrary<Command>>(6).fill(wait),
  ...Array<fc.Arbitrary<Command>>(2).fill(foreignTurn),
  ...Array<fc.Arbitrary<Command>>(2).fill(rawTurn),
  queued,
  setGoal,
  clearGoal,
  pauseGoal,
  closeStrict,
  cut,
  closeBoth,
  unsubscribe,
];

/** Sequences of steps that meet each other on one thread. */
export function meetings(replayPath: string | undefined) {
  return fc.commands([...steps], {
    maxCommands: 14,
    size: "max",
    ...(replayPath === undefined ? {} : { replayPath }),
  });
}
