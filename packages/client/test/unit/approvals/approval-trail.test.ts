import { describe, expect, it } from "vitest";

import { Codex, type ApprovalEvent, type ApprovalsMissed } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { samples } from "../../support/approval-requests.js";
import { FakeServer } from "../../support/fake-server.js";

type Entry = ApprovalEvent | ApprovalsMissed;

const { method, params } = samples.command;
const facts = { threadId: "T", turnId: "U" };
const action = { type: "command", source: "shell", command: "ls", cwd: "/" };

const reviewed = (reviewId: string, step: "started" | "completed", review: object, threadId = "T") => ({
  method: `item/autoApprovalReview/${step}`,
  params: {
    ...facts,
    threadId,
    reviewId,
    targetItemId: `item of ${reviewId}`,
    action,
    review,
    startedAtMs: 1,
  },
});
const warning = (message: string, threadId = "T") => ({
  method: "guardianWarning",
  params: { threadId, message },
});
const completed = (item: object) => ({ method: "item/completed", params: { ...facts, item } });

/** What a trail has by now, without the times and with short names for the approvals. */
async function told(server: FakeServer, codex: Codex, trail: AsyncIterable<Entry>): Promise<object[]> {
  await codex.close();
  const ids: string[] = [];
  const entries: object[] = [];
  for await (const entry of trail) {
    const { schemaVersion, ...unversioned } = entry;
    expect(schemaVersion).toBe(1);
    if (unversioned.type === "missed") entries.push(unversioned);
    else {
      const { atMs, approvalId, ...rest } = unversioned;
      expect(Math.abs(Date.now() - atMs)).toBeLessThan(60_000);
      if (!ids.includes(approvalId)) ids.push(approvalId);
      entries.push({ ...rest, approval: ids.indexOf(approvalId) });
    }
  }
  expect(server.sent.length).toBeGreaterThan(0);
  return entries;
}

type Reader = AsyncIterator<Entry, unknown>;

const readerOf = (trail: AsyncIterable<Entry>): Reader => trail[Symbol.asyncIterator]() as Reader;

/** What a reader gets next; `undefined` at the end. */
async function next(reader: Reader): Promise<Entry | undefined> {
  const step = await reader.next();
  return step.done === true ? undefined : step.value;
}

describe("the trail of approvals", () => {
  it("tells of a request, its decision and its end, under one id, in plain JSON", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server, onApproval: () => "acceptForSession" });
    const trail = codex.approvals();
    const again = codex.approvals();
    await server.ask(0, method, params);
    server.push({ method: "serverRequest/resolved", params: { threadId: "T", requestId: 0 } });
    const base = { approval: 0, ...facts, itemId: "i" };
    const entries = await told(server, codex, trail);
    expect(entries).toEqual([
      {
        ...base,
        type: "requested",
        of: "client",
        request: { ...params, kind: "command", subject: "command" },
      },
      { ...base, type: "decided", by: "handler", allowed: true, decision: "acceptForSession" },
      { ...base, type: "resolved", how: "decided" },
    ]);
    expect(JSON.parse(JSON.stringify(entries))).toEqual(entries);
    expect(await told(server, codex, again)).toEqual(entries);
  });

  it("tells of a request that nobody could place in a turn", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const trail = codex.approvals();
    await server.ask(0, samples.mcpElicitation.method, { ...samples.mcpElicitation.params, turnId: null });
    expect(await told(server, codex, trail)).toMatchObject([
      { type: "requested", turnId: null, itemId: null },
      { type: "decided", by: "default", reason: "noHandler" },
      { type: "resolved", how: "connectionEnded" },
    ]);
  });

  it("tells of what is asked after the turn has ended, which its result cannot", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server, onApproval: () => "accept" });
    const trail = codex.approvals();
    const thread = await codex.startThread();
    const { id: turnId, approvals } = await thread.run("Hi");
    expect((await server.ask(0, method, { ...params, turnId })).result).toEqual({ decision: "accept" });
    server.push({ method: "serverRequest/resolved", params: { threadId: "T", requestId: 0 } });
    expect(approvals).toEqual([]);
    expect(await told(server, codex, trail)).toMatchObject([
      { type: "requested", turnId },
      { type: "decided", by: "handler", turnId },
      { type: "resolved", how: "decided", turnId },
    ]);
  });

  it("gives copies: who reads it can change neither what is granted nor what is sent", async () => {
    const server = new FakeServer();
    const gate = new Deferred<undefined>();
    await using codex = await Codex.connect({
      transport: server,
      onApproval: {
        permissions: async () => {
          await gate.promise;
          return "accept" as const;
        },
      },
    });
    const reader = readerOf(codex.approvals());
    const { method: permissions, params: asked } = samples.permissions;
    const answer = server.ask(0, permissions, asked);
    const event = await next(reader);
    if (event?.type === "requested" && event.of === "client" && event.request.kind === "permissions")
      event.request.permissions.fileSystem = { write: ["/"] };
    gate.resolve(undefined);
    expect((await answer).result).toEqual({ permissions: asked["permissions"], scope: "turn" });
  });

  it("tells what the reviewer said, with the warning where it can only be about that review", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const trail = codex.approvals();
    server.push(reviewed("a", "started", { status: "inProgress" }));
    server.push(reviewed("x", "started", { status: "inProgress" }, "another"));
    server.push(warning("Approved a"));
    server.push(
      reviewed("a", "completed", {
        status: "approved",
        riskLevel: "low",
        userAuthorization: "high",
        rationale: "fine",
      }),
    );
    server.push(reviewed("b", "started", { status: "inProgress" }));
    server.push(reviewed("c", "started", { status: "inProgress" }));
    server.push(warning("Denied one of them"));
    server.push(
      reviewed("b", "completed", {
        status: "denied",
        riskLevel: "critical",
        userAuthorization: null,
        rationale: null,
      }),
    );
    server.push(reviewed("c", "completed", { status: "timedOut" }));
    // Started before this client came.
    server.push(reviewed("d", "completed", { status: "approved" }));
    const of = (approval: number, id: string) => ({ approval, ...facts, itemId: `item of ${id}` });
    const asked = { type: "requested", of: "reviewer", action };
    const over = { type: "resolved", how: "decided" };
    const verdict = {
      type: "decided",
      by: "reviewer",
      riskLevel: null,
      userAuthorization: null,
      rationale: null,
      warning: null,
    };
    expect(await told(server, codex, trail)).toEqual([
      { ...of(0, "a"), ...asked },
      { ...of(1, "x"), threadId: "another", ...asked },
      {
        ...of(0, "a"),
        ...verdict,
        allowed: true,
        decision: "approved",
        riskLevel: "low",
        userAuthorization: "high",
        rationale: "fine",
        warning: "Approved a",
      },
      { ...of(0, "a"), ...over },
      { ...of(2, "b"), ...asked },
      { ...of(3, "c"), ...asked },
      { ...of(2, "b"), ...verdict, allowed: false, decision: "denied", riskLevel: "critical" },
      { ...of(2, "b"), ...over },
      { ...of(3, "c"), ...verdict, allowed: false, decision: "timedOut" },
      { ...of(3, "c"), ...over },
      { ...of(4, "d"), ...asked },
      { ...of(4, "d"), ...verdict, allowed: true, decision: "approved" },
      { ...of(4, "d"), ...over },
      { ...of(1, "x"), threadId: "another", type: "resolved", how: "connectionEnded" },
    ]);
  });

  it("ends a review that was broken off, or whose turn ended, without a decision, and once", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const trail = codex.approvals();
    server.push(reviewed("a", "started", { status: "inProgress" }));
    server.push(reviewed("a", "completed", { status: "aborted" }));
    server.push(reviewed("b", "started", { status: "inProgress" }));
    server.push({
      method: "turn/completed",
      params: { threadId: "T", turn: { id: "U", items: [], status: "interrupted" } },
    });
    server.push(reviewed("b", "completed", { status: "aborted" }));
    expect(await told(server, codex, trail)).toMatchObject([
      { type: "requested", approval: 0 },
      { type: "resolved", approval: 0, how: "withdrawn" },
      { type: "requested", approval: 1 },
      { type: "resolved", approval: 1, how: "withdrawn" },
    ]);
  });

  it("tells of an item that was refused though nobody was asked about it, and of no other", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const trail = codex.approvals();
    const declined = { type: "commandExecution", id: "unasked", status: "declined", command: "ls" };
    server.push(completed(declined));
    server.push(completed({ ...declined, id: "failed", status: "failed" }));
    await server.ask(0, method, { ...params, itemId: "asked" });
    server.push(completed({ ...declined, id: "asked" }));
    server.push(reviewed("r", "started", { status: "inProgress" }));
    server.push(reviewed("r", "completed", { status: "denied" }));
    server.push(completed({ ...declined, id: "item of r" }));
    const entries = await told(server, codex, trail);
    const { approval, type, by, allowed, item } = entries[0] as Record<string, unknown>;
    expect({ approval, type, by, allowed, item }).toEqual({
      approval: 0,
      type: "decided",
      by: "policy",
      allowed: false,
      item: declined,
    });
    expect(entries.filter((entry) => "by" in entry && entry.by === "policy")).toHaveLength(1);
  });
});

describe("a reader of the trail", () => {
  const askMany = async (server: FakeServer, from: number, count: number): Promise<void> => {
    for (let id = from; id < from + count; id += 1) server.push({ id, method, params });
    await new Promise(setImmediate);
  };

  it("that does not come in time loses the oldest events, and is told how many", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const trail = codex.approvals();
    // Each is requested and decided.
    await askMany(server, 0, 600);
    const reader = readerOf(trail);
    expect(await next(reader)).toEqual({ schemaVersion: 1, type: "missed", count: 200 });
    for (let read = 0; read < 1000; read += 1)
      expect((await next(reader))?.type).toMatch(/^(requested|decided)$/);
    await codex.close();
    expect(await next(reader)).toMatchObject({ type: "resolved", how: "connectionEnded" });
  });

  it("that leaves the loop gets nothing more; others go on", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const left = codex.approvals();
    const stays = readerOf(codex.approvals());
    await askMany(server, 0, 1);
    for await (const event of left) {
      expect(event.type).toBe("requested");
      break;
    }
    expect(await left[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    expect((await next(stays))?.type).toBe("requested");
    expect((await next(stays))?.type).toBe("decided");
    const later = next(stays);
    await askMany(server, 1, 1);
    expect((await later)?.type).toBe("requested");
    await codex.close();
  });

  it("that waits when the connection ends is told so, and so is one that comes later", async () => {
    const server = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const waiting = codex.approvals()[Symbol.asyncIterator]().next();
    await codex.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await codex.approvals()[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });
});
