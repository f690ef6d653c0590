import fc from "fast-check";

import { handleOf, hold, idOf, judgeForbidden, judgeRejection, runAndJudge } from "./grants-judge.js";
import type { Access, GrantsModel, Wish } from "./grants-model.js";
import {
  attempts,
  optionsOf,
  type GrantsWorld,
  type Handle,
  type Setting,
  type Try,
} from "./grants-world.js";
import { targeted, type Step as TargetedStep } from "./targeted.js";

type Step = TargetedStep<GrantsModel, GrantsWorld>;

const loaded = (thread: { place: string }): boolean => thread.place === "loaded";
const openable = (thread: { place: string; hasTurn: boolean }): boolean =>
  thread.hasTurn && thread.place !== "archived";

/** Opens a thread that has no grants: it rejects where administrators forbid what is asked, and nowhere else. */
async function open(
  name: string,
  asked: Wish,
  call: Promise<Handle>,
  opened: () => number,
  model: GrantsModel,
  world: GrantsWorld,
): Promise<void> {
  const ending = await world.settled(name, call);
  if (ending.state === "rejected") {
    world.count(`${name} rejected for requirements`);
    judgeForbidden(ending.reason, asked, model);
  } else if (ending.state === "resolved") {
    if (model.forbids(asked)) throw new Error(`${name}: it was opened though administrators forbid it.`);
    hold(opened(), ending.value, model, world);
  }
}

const start = (asked: Wish): Step => ({
  name: "start",
  asked,
  candidates: () => [0],
  run: async (_, model, world) => {
    const wish = { ...asked, mode: asked.mode ?? "auto_review" } as const;
    const call = world.codex.startThread(optionsOf(asked));
    await open("start", wish, call, () => model.started(wish), model, world);
  },
});

/** A loaded thread keeps what was granted: its resume rejects for that at once, and for requirements with its first run. */
const resume = (asked: Wish): Step => ({
  name: "resume",
  asked,
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    const thread = model.thread(index);
    const call = world.codex.resumeThread(idOf(world, index), optionsOf(asked));
    const opened = () => model.resumed(index, asked);
    if (!loaded(thread)) {
      await open("cold resume", asked, call, opened, model, world);
      return;
    }
    const ending = await world.settled("resume", call);
    if (ending.state === "resolved") hold(opened(), ending.value, model, world);
    if (ending.state !== "rejected") return;
    const { grants } = judgeRejection(ending.reason, thread, asked, undefined, model);
    // That a loaded thread rejects for requirements at once, and not with its first run, docs/approvals.md does not say.
    world.count(`resume rejected for ${grants.length > 0 ? "grants" : "requirements"}`);
  },
});

const forkById = (asked: Wish): Step => ({
  name: "fork of thread",
  asked,
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    const call = world.codex.forkThread(idOf(world, index), optionsOf(asked));
    await open("fork", asked, call, () => model.forked(index, asked), model, world);
  },
});

const forkOfHandle = (asked: Wish): Step => ({
  name: "fork of handle",
  asked,
  candidates: (model) => model.handlesThat(openable),
  run: async (index, model, world) => {
    const source = model.handle(index);
    const call = handleOf(world, index).fork(optionsOf(asked));
    await open("fork", asked, call, () => model.forked(source.thread, asked, source), model, world);
  },
});

const run = (asked: Wish, tries: Try): Step => ({
  name: `run (${tries.reuses ? "what was granted last, else " : ""}${tries.attempt}; ${tries.decision}, ${tries.verdict}) of handle`,
  asked,
  candidates: (model) => model.handlesThat(loaded),
  run: (index, model, world) => runAndJudge(index, asked, tries, model, world),
});

const close: Step = {
  name: "close of handle",
  candidates: (model) => model.handlesThat((thread) => thread.hasTurn),
  run: async (index, model, world) => {
    await world.settled("close", handleOf(world, index).close());
    model.closed(index);
  },
};

const archive: Step = {
  name: "archive of thread",
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    await world.codex.archiveThread(idOf(world, index));
    model.archived(index);
  },
};

const unarchive: Step = {
  name: "unarchive of thread",
  candidates: (model) => model.threadsThat((thread) => thread.place === "archived"),
  run: async (index, model, world) => {
    await world.codex.unarchiveThread(idOf(world, index));
    model.unarchived(index);
  },
};

/** What was granted is gone when a thread comes back from the archive. */
const reload = (asked: Wish): Step => ({
  name: "archive, unarchive and resume",
  asked,
  candidates: (model) => model.threadsThat((thread) => openable(thread) && thread.grants.length > 0),
  run: async (index, model, world) => {
    await archive.run(index, model, world);
    await unarchive.run(index, model, world);
    await resume(asked).run(index, model, world);
  },
});

const tries: fc.Arbitrary<Try> = fc.record({
  attempt: fc.constantFrom(...attempts),
  reuses: fc.boolean(),
  // Grants are what this is about.
  decision: fc.constantFrom("acceptForSession", "acceptForSession", "accept", "decline"),
  verdict: fc.constantFrom("allow", "deny"),
});

const sandboxes: readonly Access[] = [{ sandbox: "read_only" }, { sandbox: "workspace_write" }];
const profiles: readonly Access[] = [
  { profile: "careful" },
  { profile: ":read-only" },
  { profile: ":danger-full-access" },
];

const wishes = ({ experimentalApi, isCareful }: Setting): fc.Arbitrary<Wish> =>
  fc.record({
    mode: fc.option(fc.constantFrom("ask", "ask", "deny_all", "auto_review"), { nil: undefined, freq: 2 }),
    access: fc.option(fc.constantFrom(...sandboxes, ...(experimentalApi && isCareful ? profiles : [])), {
      nil: undefined,
      freq: 2,
    }),
  });

/** The first step of a sequence: without a thread nothing else can be done. */
const firstWish: Wish = { mode: "ask" };

/** Sequences of steps, each with the step that comes before. The same step more often is a likelier step. */
export function sequences(setting: Setting, replayPath: string | undefined) {
  const asked = wishes(setting);
  const running = fc.tuple(asked, tries).map((given) => run(...given));
  const steps: readonly fc.Arbitrary<Step>[] = [
    ...Array<fc.Arbitrary<Step>>(6).fill(running),
    ...Array<fc.Arbitrary<Step>>(4).fill(tries.map((given) => run({}, given))),
    ...Array<fc.Arbitrary<Step>>(3).fill(asked.map(resume)),
    asked.map(start),
    asked.map(forkById),
    asked.map(forkOfHandle),
    fc.constant(close),
    fc.constant(archive),
    fc.constant(unarchive),
    ...Array<fc.Arbitrary<Step>>(2).fill(asked.map(reload)),
  ];
  return fc.record({
    first: asked.map(({ access }) => targeted(0, start({ ...firstWish, access }))),
    commands: fc.commands(
      steps.map((step) => fc.tuple(fc.nat(99), step).map(([nth, given]) => targeted(nth, given))),
      { maxCommands: 24, size: "max", ...(replayPath === undefined ? {} : { replayPath }) },
    ),
  });
}
