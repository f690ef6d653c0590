import fc from "fast-check";
import { expect } from "vitest";

import { isInvalidParamsError, isInvalidRequestError, type Sandbox, type Thread } from "../../src/index.js";
import { gate, message } from "../../src/testing/index.js";
import type { SandboxPolicy, TurnStartResponse } from "../../src/types.js";
import { nextNotification } from "../support/notifications.js";
import type { Asked, Model } from "./model.js";
import { targeted, type Step as TargetedStep } from "./targeted.js";
import { inForce, threadWitness, turnWitness } from "./witness.js";
import type { World } from "./world.js";

type Step = TargetedStep<Model, World>;

/** After every step: the server says of the thread what the model says, and so does every handle of it. */
async function expectInForce(model: Model, world: World, index: number): Promise<void> {
  const want = model.inForce(index);
  const id = world.ids[index] ?? "";
  const settings = model
    .handlesOf((thread) => thread === model.thread(index))
    .map((h) => handleOf(world, h).settings);
  expect({ of: "the server", ...(await threadWitness(world.codex, id)) }).toEqual({
    of: "the server",
    ...want,
  });
  if (model.thread(index).untold) return;
  for (const given of settings) {
    expect({ of: "thread.settings", ...inForce(given) }).toEqual({ of: "thread.settings", ...want });
  }
}

function handleOf(world: World, index: number): World["handles"][number] {
  const handle = world.handles[index];
  if (handle === undefined) throw new RangeError(`There is no handle ${String(index)}.`);
  return handle;
}

const loaded = (thread: { place: string }): boolean => thread.place === "loaded";
const kept = (thread: { place: string; hasTurn: boolean }): boolean => loaded(thread) && thread.hasTurn;
const openable = (thread: { place: string; hasTurn: boolean }): boolean =>
  thread.hasTurn && thread.place !== "archived";

function options({ mode, sandbox }: Asked) {
  return { approvalMode: mode, sandbox };
}

async function opened(handle: number, thread: Thread<never>, model: Model, world: World): Promise<void> {
  const { thread: index } = model.handle(handle);
  world.handles[handle] = thread as unknown as World["handles"][number];
  world.ids[index] = thread.id;
  // A thread without a turn cannot be asked about.
  if (model.thread(index).hasTurn) await expectInForce(model, world, index);
  else expect(inForce(thread.settings)).toEqual(model.inForce(index));
}

const start = (asked: Asked): Step => ({
  name: "start",
  asked,
  candidates: () => [0],
  run: async (_, model, world) => {
    const thread = await world.codex.startThread(options(asked));
    await opened(model.started(asked), thread, model, world);
  },
});

const resume = (asked: Asked): Step => ({
  name: "resume",
  asked,
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    const thread = await world.codex.resumeThread(world.ids[index] ?? "", options(asked));
    await opened(model.resumed(index, asked), thread, model, world);
  },
});

const forkById = (asked: Asked): Step => ({
  name: "fork of thread",
  asked,
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    const thread = await world.codex.forkThread(world.ids[index] ?? "", options(asked));
    await opened(model.forked(index, asked), thread, model, world);
  },
});

const forkOfHandle = (asked: Asked): Step => ({
  name: "fork of handle",
  asked,
  candidates: (model) =>
    model.handlesOf(openable).filter((h) => !model.thread(model.handle(h).thread).untold),
  run: async (index, model, world) => {
    const thread = await handleOf(world, index).fork(options(asked));
    const source = model.handle(index);
    await opened(model.forked(source.thread, asked, source), thread, model, world);
  },
});

const run = (asked: Asked): Step => ({
  name: "run of handle",
  asked,
  candidates: (model) => model.handlesOf(loaded),
  run: async (index, model, world) => {
    const { id } = await handleOf(world, index).run("Hi", options(asked));
    await ran(id, index, asked, model, world);
  },
});

async function ran(turnId: string, index: number, asked: Asked, model: Model, world: World): Promise<void> {
  model.ran(index, asked);
  const { thread } = model.handle(index);
  expect(turnWitness(world.requestOf(turnId))).toEqual(model.turnWitness(thread));
  await expectInForce(model, world, thread);
}

/** Two handles, or one twice, at the same time: the second waits for the first. */
const runTwice = (asked: Asked): Step => ({
  name: "run of handle, and of the first handle of its thread behind it",
  asked,
  candidates: (model) => model.handlesOf(loaded),
  run: async (index, model, world) => {
    const other =
      model.handlesOf((thread) => thread === model.thread(model.handle(index).thread))[0] ?? index;
    const [first, second] = await Promise.all([
      handleOf(world, index).run("Hi", options(asked)),
      handleOf(world, other).run("Hi"),
    ]);
    model.ran(index, asked);
    const { thread } = model.handle(index);
    expect(turnWitness(world.requestOf(first.id))).toEqual(model.turnWitness(thread));
    await ran(second.id, other, {}, model, world);
  },
});

/** The server takes the overrides of a turn that is interrupted. */
const abortedRun = (asked: Asked): Step => ({
  name: "aborted run of handle",
  asked,
  candidates: (model) => model.handlesOf(loaded),
  run: async (index, model, world) => {
    const held = gate(message("Never"));
    using _rule = world.model.respond(({ inputText }) => (inputText === "Wait" ? held : undefined));
    const controller = new AbortController();
    const thread = handleOf(world, index);
    const completed = nextNotification(
      world.codex,
      "turn/completed",
      ({ threadId }) => threadId === thread.id,
    );
    const call = thread.run("Wait", { ...options(asked), signal: controller.signal });
    await held.reached;
    controller.abort(new Error("changed my mind"));
    await expect(call).rejects.toThrow("changed my mind");
    const { turn } = await completed;
    expect(turn.status).toBe("interrupted");
    await ran(turn.id, index, asked, model, world);
  },
});

/** Nothing that a refused turn asked for stays, and nothing that was carried into it is used up. */
const refusedRun = (asked: Asked): Step => ({
  name: "refused run of handle",
  asked,
  candidates: (model) => model.handlesOf(() => true),
  run: async (index, model, world) => {
    const { thread } = model.handle(index);
    const inPlace = loaded(model.thread(thread));
    const input = inPlace ? "x".repeat(1_048_577) : "Hi";
    const error: unknown = await handleOf(world, index)
      .run(input, options(asked))
      .catch((reason: unknown) => reason);
    expect(inPlace ? isInvalidParamsError(error) : isInvalidRequestError(error)).toBe(true);
    if (kept(model.thread(thread))) await expectInForce(model, world, thread);
  },
});

interface Elsewhere {
  readonly policy: "never" | "on-request";
  readonly sandbox: Sandbox;
  readonly network: boolean;
}

/** A turn that the client's threads know nothing of, as another client of the same server would start it. */
const turnElsewhere = ({ policy, sandbox, network }: Elsewhere): Step => ({
  name: `somebody else's turn (${policy}, ${sandbox}${network ? " with network" : ""}) on thread`,
  candidates: (model) => model.threadsThat(loaded),
  run: async (index, model, world) => {
    const threadId = world.ids[index] ?? "";
    const completed = nextNotification(world.codex, "turn/completed", (given) => given.threadId === threadId);
    const answer = await world.codex.call("turn/start", {
      threadId,
      input: [{ type: "text", text: "Hi" }],
      approvalPolicy: policy,
      approvalsReviewer: "user",
      sandboxPolicy: policyOf(sandbox, network),
    });
    await completed;
    model.ranElsewhere(index, policy, { kind: sandbox, network: network && sandbox !== "full_access" });
    const { turn } = answer as TurnStartResponse;
    expect(turnWitness(world.requestOf(turn.id))).toEqual(model.turnWitness(index));
    await expectInForce(model, world, index);
  },
});

function policyOf(sandbox: Sandbox, networkAccess: boolean): SandboxPolicy {
  if (sandbox === "full_access") return { type: "dangerFullAccess" };
  return { type: sandbox === "workspace_write" ? "workspaceWrite" : "readOnly", networkAccess };
}

const archive: Step = {
  name: "archive of thread",
  candidates: (model) => model.threadsThat(openable),
  run: async (index, model, world) => {
    await world.codex.archiveThread(world.ids[index] ?? "");
    model.archived(index);
  },
};

const unarchive: Step = {
  name: "unarchive of thread",
  candidates: (model) => model.threadsThat((thread) => thread.place === "archived"),
  run: async (index, model, world) => {
    await world.codex.unarchiveThread(world.ids[index] ?? "");
    model.unarchived(index);
  },
};

const restart = (how: "close" | "kill", experimentalApi: boolean): Step => ({
  name: `${how}, and a new client ${experimentalApi ? "with" : "without"} experimentalApi`,
  candidates: () => [0],
  run: async (_, model, world) => {
    await world.restart(how, experimentalApi);
    model.restarted(experimentalApi);
  },
});

const asked = fc.record({
  mode: fc.option(fc.constantFrom("auto_review", "deny_all", "ask"), { nil: undefined }),
  sandbox: fc.option(fc.constantFrom("read_only", "workspace_write", "full_access"), { nil: undefined }),
});
const elsewhere = fc.record({
  policy: fc.constantFrom("never", "on-request"),
  sandbox: fc.constantFrom("read_only", "workspace_write", "full_access"),
  network: fc.boolean(),
});

/** The same step more often is a likelier step. */
const steps: readonly fc.Arbitrary<Step>[] = [
  asked.map(start),
  ...Array<fc.Arbitrary<Step>>(5).fill(asked.map(run)),
  ...Array<fc.Arbitrary<Step>>(3).fill(fc.constant(run({}))),
  ...Array<fc.Arbitrary<Step>>(3).fill(asked.map(resume)),
  ...Array<fc.Arbitrary<Step>>(2).fill(elsewhere.map(turnElsewhere)),
  asked.map(forkById),
  asked.map(forkOfHandle),
  asked.map(refusedRun),
  asked.map(abortedRun),
  asked.map(runTwice),
  fc.constant(archive),
  fc.constant(unarchive),
  fc.constant(unarchive),
  fc.tuple(fc.constantFrom("close", "kill"), fc.boolean()).map((given) => restart(...given)),
];

/** Sequences of steps, and the step that comes before: without a thread nothing else can be done. */
export function sequences(replayPath: string | undefined) {
  const commands = steps.map((step) =>
    fc.tuple(fc.nat(99), step).map(([nth, given]) => targeted(nth, given)),
  );
  return fc.record({
    first: asked.map((given) => targeted(0, start(given))),
    commands: fc.commands(commands, {
      maxCommands: 50,
      size: "max",
      ...(replayPath === undefined ? {} : { replayPath }),
    }),
  });
}
