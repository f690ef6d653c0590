import { expect, it } from "vitest";

import { Codex, type Turn } from "../../../src/index.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";

const turn = (status: string) => ({ id: "U", items: [], status, error: null });
const started = { method: "turn/started", params: { threadId: "T", turn: turn("inProgress") } };
const completed = { method: "turn/completed", params: { threadId: "T", turn: turn("completed") } };

type Control = (turn: Turn, options?: { signal: AbortSignal }) => Promise<unknown>;
const controls: [string, Control][] = [
  ["steer", (given, options) => given.steer("more", options)],
  ["interrupt", (given, options) => given.interrupt(options)],
];

/** A server that, as the runtime does, has accepted a turn a moment before it can be steered or interrupted. */
async function startTurn() {
  let active = false;
  const refuse = () => {
    if (!active) throw new Refusal(-32600);
    return {};
  };
  const server = new FakeServer({
    "turn/start": () => ({ turn: turn("inProgress") }),
    "turn/steer": refuse,
    "turn/interrupt": refuse,
  });
  const codex = await Codex.connect({ transport: server });
  const accepted = await (await codex.startThread()).runStreamed("Hi");
  return {
    codex,
    accepted,
    activate() {
      active = true;
      server.push(started);
    },
    push: (message: object) => {
      server.push(message);
    },
    sent: (name: string) => server.sent.filter((text) => text.includes(`"turn/${name}"`)).length,
    [Symbol.asyncDispose]: () => codex.close(),
  };
}

/** By then every answer that was to come has come. */
const answered = (codex: Codex): Promise<unknown> => codex.rpc.model.list({});

it.each(controls)("%s before the turn is active is sent again when it is", async (name, control) => {
  await using server = await startTurn();
  const controlled = control(server.accepted);
  await answered(server.codex);
  server.activate();
  await controlled;
  expect(server.sent(name)).toBe(2);
});

it.each(controls)(
  "%s that is refused after the turn's first event is not sent again",
  async (name, control) => {
    await using server = await startTurn();
    server.push(started);
    await expect(control(server.accepted)).rejects.toMatchObject({ code: -32600 });
    expect(server.sent(name)).toBe(1);
  },
);

it("a turn that ends before it could be interrupted stays as it ended; it cannot be steered", async () => {
  await using server = await startTurn();
  const controlled = controls.map(([, control]) => control(server.accepted));
  const settled = Promise.allSettled(controlled);
  await answered(server.codex);
  server.push(completed);
  expect((await settled).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect((await server.accepted.result()).status).toBe("completed");
});

it.each(controls)("%s that waits for the turn rejects with the reason of its signal", async (_, control) => {
  await using server = await startTurn();
  const reason = new Error("changed my mind");
  const controller = new AbortController();
  const controlled = control(server.accepted, { signal: controller.signal });
  await answered(server.codex);
  controller.abort(reason);
  await expect(controlled).rejects.toBe(reason);
});
