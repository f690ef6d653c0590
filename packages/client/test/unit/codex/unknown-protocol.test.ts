// What a server may send that this client was not generated for passes through; it never throws.
import { describe, expect, it } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isTurnFailedError,
  type Notification,
} from "../../../src/index.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";
import { collect } from "../../support/notifications.js";

const turn = (extra: object = {}) => ({ id: "U1", items: [], status: "completed", error: null, ...extra });

/** A server whose one turn tells what it is given and then ends. */
async function serve(told: readonly object[], end: object = turn(), inForce = {}) {
  const server: FakeServer = new FakeServer({
    "thread/start": (params) => opened("T", params, inForce),
    "turn/start": () => {
      queueMicrotask(() => {
        for (const message of told) server.push(message);
        server.push({ method: "turn/completed", params: { threadId: "T", turn: end } });
      });
      return { turn: turn({ status: "inProgress" }) };
    },
  });
  const codex = await Codex.connect({ transport: server });
  return { codex, server, [Symbol.asyncDispose]: () => codex.close() };
}

describe("an unknown notification", () => {
  const unknown = [
    { method: "new/ofTurn", params: { threadId: "T", turnId: "U1", novelty: [1] } },
    { method: "new/ofThread", params: { threadId: "T", novelty: [2] } },
    { method: "new/ofTurnAlone", params: { turnId: "U1", novelty: [3] } },
    { method: "new/flatOfTurnAlone", params: { turnId: "U1", novelty: 3 } },
  ];

  it("reaches the events of the turn or the thread that it names, with its params", async () => {
    const others = [
      { method: "new/ofOtherTurn", params: { threadId: "T", turnId: "U9" } },
      { method: "new/ofOtherThread", params: { threadId: "S" } },
      { method: "new/ofNone", params: { novelty: [4] } },
      { method: "new/bare" },
    ];
    await using given = await serve([...unknown, ...others]);
    const { events } = await (await given.codex.startThread()).runStreamed("Hi");
    const told = await collect(events);
    expect(told.slice(0, -1)).toEqual(unknown);
    expect(told.at(-1)?.method).toBe("turn/completed");
  });

  it("is heard by onAny, as every other, until it is disposed", async () => {
    const bare = { method: "new/bare", params: null };
    await using given = await serve([...unknown, bare]);
    const heard: Notification[] = [];
    const subscription = given.codex.onAny((notification) => heard.push(notification));
    await (await given.codex.startThread()).run("Hi");
    expect(heard.slice(0, -1)).toEqual([...unknown, bare]);
    expect(heard.at(-1)?.method).toBe("turn/completed");
    subscription[Symbol.dispose]();
    given.server.push(bare);
    expect(heard).toHaveLength(unknown.length + 2);
  });
});

describe("what is unknown", () => {
  it("in items, statuses and deltas of a turn stands in its result and its events as it came", async () => {
    const item = { type: "hologram", id: "i1", beams: 3 };
    const delta = {
      method: "item/hologram/delta",
      params: { threadId: "T", turnId: "U1", itemId: "i1", delta: 7 },
    };
    await using given = await serve(
      [delta, delta, { method: "item/completed", params: { threadId: "T", turnId: "U1", item } }],
      turn({ status: "evaporated" }),
    );
    const running = await (await given.codex.startThread()).runStreamed("Hi");
    expect((await collect(running.events)).slice(0, 2)).toEqual([delta, delta]);
    expect(await running.result()).toMatchObject({
      status: "evaporated",
      items: [item],
      finalResponse: null,
    });
  });

  it("as the reason of a failure stands in the error", async () => {
    const error = { message: "gone", codexErrorInfo: { solarFlare: { class: "X" } } };
    await using given = await serve([], turn({ status: "failed", error }));
    const thrown: unknown = await (
      await given.codex.startThread()
    )
      .run("Hi")
      .catch((reason: unknown) => reason);
    expect(isTurnFailedError(thrown) && thrown.result.error).toEqual(error);
  });

  it("as the code of a refusal stands in the error", async () => {
    const server = new FakeServer({
      "model/list": () => {
        throw new Refusal(-31_999);
      },
    });
    await using codex = await Codex.connect({ transport: server });
    await expect(codex.models()).rejects.toMatchObject({ name: "RpcError", code: -31_999 });
  });

  it("in the settings in force is told, and is not taken for what was asked", async () => {
    await using given = await serve([], turn(), {
      approvalPolicy: "telepathy",
      sandbox: { type: "orbital", altitude: 2 },
    });
    const error: unknown = await given.codex
      .startThread({ approvalMode: "deny_all" })
      .catch((reason: unknown) => reason);
    expect(isApprovalModeNotAppliedError(error) && error.settings).toMatchObject({
      approvalMode: null,
      approvalPolicy: "telepathy",
      sandbox: { type: "orbital" },
    });
  });

  it("as a sandbox is not taken for another that is unknown", async () => {
    const sandboxes = [{ type: "orbital", altitude: 2 }, { type: "submarine" }];
    const server: FakeServer = new FakeServer({
      "thread/resume": (params) => opened("T", params, { sandbox: sandboxes[0] }),
      "thread/fork": (params) => opened("F", params, { sandbox: sandboxes[1] }),
    });
    await using codex = await Codex.connect({ transport: server });
    const fork = await (await codex.resumeThread("T")).fork();
    await fork.run("Hi");
    expect(server.sent.at(-1)).toContain('"sandboxPolicy":{"type":"orbital","altitude":2}');
  });

  it("as a status of a thread or a goal keeps no turn from being run", async () => {
    await using given = await serve([]);
    const thread = await given.codex.startThread();
    for (const message of [
      { method: "thread/status/changed", params: { threadId: "T", status: { type: "dreaming" } } },
      { method: "thread/goal/updated", params: { threadId: "T", goal: { status: "sublimated" } } },
    ]) {
      given.server.push(message);
    }
    expect((await thread.run("Hi")).status).toBe("completed");
  });
});

describe("the server's version", () => {
  it.each([
    ["an older one", "codex-typed/0.131.0 (Debian 12; x86_64)", "0.131.0"],
    ["a newer one", "codex-typed/0.999.0-alpha.3 (Debian 12; x86_64)", "0.999.0-alpha.3"],
    ["one that its user agent does not tell", "something else", null],
  ])("is reported beside that of the types: %s", async (_, userAgent, version) => {
    const server = new FakeServer({ initialize: () => ({ userAgent, codexHome: "/", novelty: true }) });
    await using codex = await Codex.connect({ transport: server });
    const { RUNTIME_VERSION } = await import("../../../src/index.js");
    expect(codex.server).toMatchObject({ version, generatedFor: RUNTIME_VERSION, novelty: true });
    expect((await (await codex.startThread()).run("Hi")).status).toBe("completed");
  });
});
