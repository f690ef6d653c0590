import { describe, expect, it } from "vitest";

import {
  Codex,
  isUsageError,
  type ApprovalContext,
  type ApprovalEvent,
  type ApprovalHandlers,
  type ApprovalRequest,
  type OnApproval,
} from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { everySample, samples } from "../../support/approval-requests.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";

const never = new Promise<never>(() => undefined);

/** A connected client, and the events of its approvals so far. */
async function connected(onApproval?: OnApproval, more: object = {}) {
  const server = new FakeServer();
  const codex = await Codex.connect({ transport: server, onApproval: onApproval as OnApproval, ...more });
  const events: ApprovalEvent[] = [];
  void (async () => {
    for await (const event of codex.approvals()) if (event.type !== "missed") events.push(event);
  })();
  return { server, codex, events, [Symbol.asyncDispose]: () => codex.close() };
}

const resolved = (requestId: number) => ({
  method: "serverRequest/resolved",
  params: { threadId: "T", requestId },
});
const turnCompleted = (id: string) => ({
  method: "turn/completed",
  params: { threadId: "T", turn: { id, items: [], status: "interrupted" } },
});

describe.each(everySample)("a request of kind %s", (kind, { method, params, refusal }) => {
  it.each<[string, { handler: OnApproval | undefined; reason: string; message?: string }]>([
    ["there is no handler", { handler: undefined, reason: "noHandler" }],
    ["there is none for the kind", { handler: {}, reason: "noHandler" }],
    [
      "the handler throws",
      {
        handler: () => {
          throw new Error("broken");
        },
        reason: "threw",
        message: "broken",
      },
    ],
    [
      "the handler rejects",
      { handler: () => Promise.reject(new Error("broken")), reason: "threw", message: "broken" },
    ],
    ["the handler takes too long", { handler: () => never, reason: "timedOut" }],
    [
      "the handler gives up when its time is over",
      {
        handler: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              reject(signal.reason as Error);
            });
          }),
        reason: "timedOut",
      },
    ],
    [
      "the handler answers nonsense",
      {
        handler: () => "maybe" as "accept",
        reason: "invalidDecision",
        message: expect.stringMatching(/^"maybe" is no decision .* Valid are .*"decline"/) as string,
      },
    ],
  ])("is declined in its own words where %s", async (_, { handler, reason, message = null }) => {
    await using client = await connected(handler, { approvalTimeoutMs: reason === "timedOut" ? 5 : 0 });
    expect(await client.server.ask(0, method, params)).toEqual({ id: 0, result: refusal });
    const facts = { threadId: "T", turnId: "U", itemId: params["itemId"] ?? null };
    expect(client.events).toEqual([
      expect.objectContaining({ ...facts, type: "requested", of: "client" }),
      expect.objectContaining({ ...facts, type: "decided", by: "default", allowed: false, reason, message }),
    ]);
    expect(client.events[0]).toMatchObject({ request: { kind, threadId: "T" } });
  });

  it("comes to the handler of its kind, with nothing left out", async () => {
    const asked: ApprovalRequest[] = [];
    const handlers = { [kind]: (request: ApprovalRequest) => void asked.push(request) } as ApprovalHandlers;
    await using client = await connected(handlers);
    await client.server.ask(0, method, params);
    const { kind: _subject, ...rest } = params;
    expect(asked).toMatchObject([
      kind === "mcpToolCall" ? { kind, tool: "write", _meta: params["_meta"] } : { ...rest, kind },
    ]);
  });
});

describe("the signal of a handler", () => {
  const { method, params } = samples.command;

  it.each<[string, { happens: (server: FakeServer, codex: Codex) => unknown; how: string }]>([
    ["another client has answered", { happens: (server) => server.push(resolved(7)), how: "elsewhere" }],
    ["its turn is over", { happens: (server) => server.push(turnCompleted("U")), how: "withdrawn" }],
    ["the connection ends", { happens: (_, codex) => codex.close(), how: "connectionEnded" }],
  ])("aborts when %s; what it answers then is neither recorded nor taken", async (_, { happens, how }) => {
    const asked = new Deferred<ApprovalContext>();
    const answer = new Deferred<"accept">();
    await using client = await connected((_request, context) => {
      asked.resolve(context);
      return answer.promise;
    });
    const reply = client.server.ask(7, method, params);
    const { signal } = await asked.promise;
    client.server.push(resolved(8));
    client.server.push(turnCompleted("another"));
    expect(signal.aborted).toBe(false);
    await happens(client.server, client.codex);
    expect(signal.aborted).toBe(true);
    answer.resolve("accept");
    // A closed client sends nothing.
    if (how !== "connectionEnded") expect((await reply).result).toEqual({ decision: "decline" });
    await new Promise(setImmediate);
    expect(client.events.map(({ type }) => type)).toEqual(["requested", "resolved"]);
    expect(client.events[1]).toMatchObject({ how, approvalId: client.events[0]?.approvalId });
  });

  it("aborts with a TimeoutError when the time is over", async () => {
    const asked = new Deferred<ApprovalContext>();
    await using client = await connected(
      (_request, context) => {
        asked.resolve(context);
        return never;
      },
      { approvalTimeoutMs: 1 },
    );
    await client.server.ask(0, method, params);
    expect((await asked.promise).signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("stays quiet once the answer was given", async () => {
    const asked = new Deferred<ApprovalContext>();
    await using client = await connected((_request, context) => {
      asked.resolve(context);
      return "accept";
    });
    await client.server.ask(7, method, params);
    client.server.push(resolved(7));
    client.server.push(turnCompleted("U"));
    expect((await asked.promise).signal.aborted).toBe(false);
    await new Promise(setImmediate);
    expect(client.events.map((event) => (event.type === "resolved" ? event.how : event.type))).toEqual([
      "requested",
      "decided",
      "decided",
    ]);
  });
});

describe("a request", () => {
  const { method, params } = samples.command;

  it("that is resolved in the same read never reaches the handler", async () => {
    let calls = 0;
    await using client = await connected(() => {
      calls += 1;
      return "accept";
    });
    client.server.push({ id: 7, method, params });
    client.server.push(resolved(7));
    await new Promise(setImmediate);
    expect(calls).toBe(0);
    expect(client.server.sent.at(-1)).toBe('{"id":7,"result":{"decision":"decline"}}');
  });

  it("that is delivered again, open or answered, is decided about once, and answered to each that waits", async () => {
    const answer = new Deferred<"accept">();
    let calls = 0;
    await using client = await connected(() => {
      calls += 1;
      return answer.promise;
    });
    const { sent } = client.server;
    client.server.push({ id: 7, method, params });
    client.server.push({ id: 7, method, params });
    await new Promise(setImmediate);
    answer.resolve("accept");
    await new Promise(setImmediate);
    client.server.push({ id: 7, method, params });
    await new Promise(setImmediate);
    expect(sent.filter((text) => text === '{"id":7,"result":{"decision":"accept"}}')).toHaveLength(2);
    expect(calls).toBe(1);
    expect(client.events.map(({ type }) => type)).toEqual(["requested", "decided"]);
  });

  it("under the id of another that is open takes its place: the server has begun to count anew", async () => {
    const signals: AbortSignal[] = [];
    await using client = await connected((_, { signal }) => {
      signals.push(signal);
      return signals.length === 1 ? never : "accept";
    });
    client.server.push({ id: 0, method, params });
    await new Promise(setImmediate);
    client.server.push({ id: 0, method, params: { ...params, turnId: "V" } });
    await new Promise(setImmediate);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    // What was to be said to the former would be taken for the answer to the latter.
    expect(client.server.sent.filter((text) => text.startsWith('{"id":0,'))).toEqual([
      '{"id":0,"result":{"decision":"accept"}}',
    ]);
  });
});

describe("file changes", () => {
  it("of two threads that use one item id are told apart, and forgotten with their turn", async () => {
    const requests: ApprovalRequest[] = [];
    await using client = await connected((request) => {
      requests.push(request);
      return "decline";
    });
    const { method, params } = samples.fileChange;
    const start = (threadId: string) => {
      const changes = [{ path: `/${threadId}`, kind: { type: "add" }, diff: "+a" }];
      const item = { type: "fileChange", id: "i", changes, status: "inProgress" };
      client.server.push({ method: "item/started", params: { threadId, turnId: `U${threadId}`, item } });
      return changes;
    };
    const ofS = start("S");
    const ofT = start("T");
    await client.server.ask(0, method, { ...params, threadId: "S" });
    await client.server.ask(1, method, { ...params, threadId: "T" });
    client.server.push(turnCompleted("US"));
    await client.server.ask(2, method, { ...params, threadId: "S" });
    expect(requests).toMatchObject([{ changes: ofS }, { changes: ofT }, { changes: [] }]);
  });
});

describe("the handler of a thread", () => {
  const { method, params } = samples.command;
  const decisionOn = async (server: FakeServer, id: number, threadId: string): Promise<unknown> =>
    (await server.ask(id, method, { ...params, threadId })).result;

  it("is never sent", async () => {
    await using client = await connected(() => "decline");
    await client.codex.startThread({ onApproval: () => "accept" });
    const started = client.server.sent.find((text) => text.includes("thread/start"));
    expect(JSON.parse(started ?? "")).toMatchObject({
      params: { approvalPolicy: "on-request", approvalsReviewer: "auto_review" },
    });
    expect(started).not.toContain("onApproval");
  });

  it("decides about its thread; all others, subagents' included, come to the client's", async () => {
    await using client = await connected(() => "decline");
    await client.codex.startThread({ onApproval: () => "accept" });
    expect(await decisionOn(client.server, 0, "T")).toEqual({ decision: "accept" });
    expect(await decisionOn(client.server, 1, "a subagent's")).toEqual({ decision: "decline" });
  });

  it("stands for all kinds: what it has no handler for is not the client's to decide", async () => {
    await using client = await connected(() => "accept");
    await client.codex.startThread({ onApproval: { fileChange: () => "accept" } });
    expect(await decisionOn(client.server, 0, "T")).toEqual({ decision: "decline" });
  });

  it("is inherited by a fork, by its handle or by its id, unless that is given one", async () => {
    await using client = await connected(() => "decline");
    const thread = await client.codex.startThread({ onApproval: () => "accept" });
    await client.codex.forkThread("T");
    expect(await decisionOn(client.server, 0, "F")).toEqual({ decision: "accept" });
    await thread.fork();
    expect(await decisionOn(client.server, 1, "F")).toEqual({ decision: "accept" });
    await thread.fork({ onApproval: () => "cancel" });
    expect(await decisionOn(client.server, 2, "F")).toEqual({ decision: "cancel" });
    await client.codex.forkThread("T", { onApproval: () => "acceptForSession" });
    expect(await decisionOn(client.server, 3, "F")).toEqual({ decision: "acceptForSession" });
  });

  it("is there before what a resumed thread waits for is asked again, and stays when a resume does not name one", async () => {
    const replays: (() => void)[] = [];
    const server = new FakeServer({
      "thread/resume": (given) => {
        queueMicrotask(() => replays.shift()?.());
        return opened("T", given);
      },
    });
    await using codex = await Codex.connect({ transport: server, onApproval: () => "decline" });
    const answer = new Deferred<unknown>();
    replays.push(() => {
      void decisionOn(server, 0, "T").then(answer.resolve);
    });
    await codex.resumeThread("T", { onApproval: () => "accept" });
    expect(await answer.promise).toEqual({ decision: "accept" });
    await codex.resumeThread("T");
    expect(await decisionOn(server, 1, "T")).toEqual({ decision: "accept" });
  });

  it("is what it was after a resume that the server refuses", async () => {
    const server = new FakeServer({
      "thread/resume": () => {
        throw new Refusal(-32600);
      },
    });
    await using codex = await Codex.connect({ transport: server, onApproval: () => "decline" });
    await expect(codex.resumeThread("T", { onApproval: () => "accept" })).rejects.toMatchObject({
      code: -32600,
    });
    expect(await decisionOn(server, 0, "T")).toEqual({ decision: "decline" });
  });

  it.each<[string, (codex: Codex, options: never) => Promise<unknown>]>([
    ["startThread", (codex, options) => codex.startThread(options)],
    ["resumeThread", (codex, options) => codex.resumeThread("T", options)],
    ["forkThread", (codex, options) => codex.forkThread("T", options)],
    ["fork", async (codex, options) => (await codex.startThread()).fork(options)],
  ])(
    "is refused by %s on a client that cannot ask, and where it is none; nothing is sent",
    async (_, call) => {
      for (const [onApproval, given] of [
        [undefined, () => "accept"],
        [() => "accept", "accept"],
        [() => "accept", { comand: () => "accept" }],
      ]) {
        await using client = await connected(onApproval as OnApproval);
        const before = client.server.sent.filter((text) => !text.includes("thread/start"));
        const error: unknown = await call(client.codex, { onApproval: given } as never).catch(
          (reason: unknown) => reason,
        );
        expect(isUsageError(error) && error.option, String(error)).toBe("onApproval");
        expect(client.server.sent.filter((text) => !text.includes("thread/start"))).toEqual(before);
      }
    },
  );

  it("is no option of a turn", async () => {
    await using client = await connected(() => "decline");
    const thread = await client.codex.startThread();
    await expect(thread.run("Hi", { onApproval: () => "accept" } as object)).rejects.toMatchObject({
      name: "UsageError",
      option: "onApproval",
    });
  });
});

describe("connect refuses", () => {
  it.each<[string, object, RegExp]>([
    ["a handler that is a word", { onApproval: "accept" }, /must be a function, or an object/],
    ["null", { onApproval: null }, /must be a function, or an object/],
    ["a list", { onApproval: [() => "accept"] }, /must be a function, or an object/],
    [
      "a kind that there is not",
      { onApproval: { shell: () => "accept" } },
      /no kind of request. There are command,/,
    ],
    [
      "a handler of a kind that is none",
      { onApproval: { command: "accept" } },
      /onApproval\.command must be a function/,
    ],
    ["a time below 0", { approvalTimeoutMs: -1 }, /0 or more milliseconds, not -1/],
    ["a time that is no number", { approvalTimeoutMs: NaN }, /0 or more milliseconds, not NaN/],
  ])("%s", async (_, options, message) => {
    const error: unknown = await Codex.connect({ transport: new FakeServer(), ...options }).catch(
      (reason: unknown) => reason,
    );
    expect(isUsageError(error) && error.message).toMatch(message);
  });
});
