import { describe, expect, it } from "vitest";

import {
  approvalInbox,
  Codex,
  isUsageError,
  type ApprovalDecision,
  type ApprovalEvent,
  type ApprovalInbox,
  type PendingApproval,
} from "../../../src/index.js";
import { everySample, samples } from "../../support/approval-requests.js";
import { FakeServer } from "../../support/fake-server.js";

async function connected(more: object = {}) {
  const server = new FakeServer();
  const inbox = approvalInbox();
  const codex = await Codex.connect({ transport: server, onApproval: inbox, ...more });
  const changes: (readonly PendingApproval[])[] = [];
  const listening = inbox.on("change", (pending) => changes.push(pending));
  return { server, inbox, codex, changes, listening, [Symbol.asyncDispose]: () => codex.close() };
}

const settled = (): Promise<unknown> => new Promise(setImmediate);

function only(inbox: ApprovalInbox): PendingApproval {
  const [entry, ...others] = inbox.pending;
  if (entry === undefined || others.length > 0)
    throw new Error(`${String(inbox.pending.length)} are pending.`);
  return entry;
}

/** What a call throws; a call that does not throw fails the test. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("It did not throw.");
}

describe("an inbox", () => {
  it.each(everySample)(
    "keeps a request of kind %s until it is declined",
    async (kind, { method, params, refusal }) => {
      await using test = await connected();
      const answer = test.server.ask(0, method, params);
      await settled();
      const entry = only(test.inbox);
      expect(entry).toMatchObject({ kind, request: { kind, threadId: "T" } });
      expect(entry.availableDecisions).toContain("decline");
      expect(Math.abs(Date.now() - entry.askedAtMs)).toBeLessThan(60_000);
      expect(test.inbox.decide(entry.approvalId, "decline")).toBe(true);
      expect((await answer).result).toEqual(refusal);
      expect(test.inbox.pending).toEqual([]);
      expect(test.changes.map((pending) => pending.length)).toEqual([1, 0]);
    },
  );

  it("joins with the trail by its ids", async () => {
    await using test = await connected();
    const trail = test.codex.approvals()[Symbol.asyncIterator]();
    const answer = test.server.ask(0, samples.command.method, samples.command.params);
    const requested = (await trail.next()).value as ApprovalEvent;
    await settled();
    expect(only(test.inbox).approvalId).toBe(requested.approvalId);
    only(test.inbox).decide("decline");
    await answer;
    expect((await trail.next()).value).toMatchObject({ by: "handler", approvalId: requested.approvalId });
  });

  it("keeps several, oldest first, and decides each by its entry or by its id, once", async () => {
    await using test = await connected();
    const command = test.server.ask(0, samples.command.method, samples.command.params);
    const change = test.server.ask(1, samples.fileChange.method, samples.fileChange.params);
    await settled();
    const [first, second] = test.inbox.pending;
    if (first?.kind !== "command" || second?.kind !== "fileChange") throw new Error("Others are pending.");
    expect(second.decide("acceptForSession")).toBe(true);
    expect((await change).result).toEqual({ decision: "acceptForSession" });
    expect(test.inbox.pending).toEqual([first]);
    expect(test.inbox.decide(first.approvalId, "accept")).toBe(true);
    expect((await command).result).toEqual({ decision: "accept" });
    expect([first.decide("decline"), second.decide("decline")]).toEqual([false, false]);
    expect(test.inbox.decide(first.approvalId, "decline")).toBe(false);
    expect(test.inbox.decide("unknown", "nonsense" as "decline")).toBe(false);
  });

  it("refuses what is no decision about the request, names those, and goes on waiting", async () => {
    await using test = await connected();
    const answer = test.server.ask(0, samples.fileChange.method, samples.fileChange.params);
    await settled();
    const entry = only(test.inbox);
    for (const decision of ["acceptAlways", "yes", undefined, { action: "accept" }] as const) {
      for (const decide of [
        () => test.inbox.decide(entry.approvalId, decision as "accept"),
        () => entry.decide(decision as "decline"),
      ]) {
        const error = thrown(decide);
        expect(isUsageError(error) && error.option).toBe("decision");
        expect(String(error)).toContain('Valid are "accept", "acceptForSession", "decline", "cancel".');
      }
    }
    expect(only(test.inbox)).toBe(entry);
    test.inbox.decide(entry.approvalId, "accept");
    expect((await answer).result).toEqual({ decision: "accept" });
  });

  const amendment = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls"] } };
  const { mcpToolCall, mcpElicitation } = samples;
  it.each<[string, { method: string; params: object }, ApprovalDecision]>([
    [
      "an amendment of the rules",
      {
        ...samples.command,
        params: { ...samples.command.params, availableDecisions: ["accept", amendment] },
      },
      amendment,
    ],
    [
      "acceptAlways",
      {
        ...mcpToolCall,
        params: {
          ...mcpToolCall.params,
          _meta: { codex_approval_kind: "mcp_tool_call", tool_name: "write", persist: ["always"] },
        },
      },
      "acceptAlways",
    ],
    [
      "an answer that is to persist",
      mcpElicitation,
      { action: "accept", content: {}, _meta: { persist: "always" } },
    ],
  ])(
    "refuses %s, which would hold for every later thread, unless the client has persistentGrants",
    async (_, { method, params }, decision) => {
      await using test = await connected();
      const answer = test.server.ask(0, method, params);
      await settled();
      const entry = only(test.inbox);
      const error = thrown(() => test.inbox.decide(entry.approvalId, decision));
      expect(isUsageError(error) && error.option).toBe("decision");
      expect(String(error)).toContain("persistentGrants: true");
      expect(only(test.inbox)).toBe(entry);
      test.inbox.decide(entry.approvalId, "decline");
      await answer;

      await using admitting = await connected({ persistentGrants: true });
      const admitted = admitting.server.ask(0, method, params);
      await settled();
      expect(admitting.inbox.decide(only(admitting.inbox).approvalId, decision)).toBe(true);
      expect(JSON.stringify((await admitted).result)).toMatch(/accept/);
    },
  );

  it.each<[string, (test: Awaited<ReturnType<typeof connected>>) => unknown, object]>([
    [
      "another client has answered",
      ({ server }) =>
        server.push({ method: "serverRequest/resolved", params: { threadId: "T", requestId: 0 } }),
      {},
    ],
    [
      "its turn is over",
      ({ server }) =>
        server.push({
          method: "turn/completed",
          params: { threadId: "T", turn: { id: "U", items: [], status: "interrupted" } },
        }),
      {},
    ],
    ["the connection ends", ({ codex }) => codex.close(), {}],
    ["its time is over", () => new Promise((resolve) => setTimeout(resolve, 30)), { approvalTimeoutMs: 5 }],
  ])("lets go of a request when %s, and tells", async (_, happens, options) => {
    await using test = await connected(options);
    void test.server.ask(0, samples.command.method, samples.command.params);
    await settled();
    const entry = test.changes[0]?.[0];
    if (options === undefined || entry === undefined) throw new Error("Nothing was pending.");
    await happens(test);
    expect(test.inbox.pending).toEqual([]);
    expect(test.changes.map((pending) => pending.length)).toEqual([1, 0]);
    expect(test.inbox.decide(entry.approvalId, "accept")).toBe(false);
  });

  it("takes nothing in that is over already", async () => {
    const inbox = approvalInbox();
    const reason = new Error("over");
    const context = {
      approvalId: "a",
      availableDecisions: [],
      persistentGrants: false,
      signal: AbortSignal.abort(reason),
    };
    await expect(inbox({ kind: "command" } as never, context)).rejects.toBe(reason);
    expect(inbox.pending).toEqual([]);
  });

  it("is plain JSON to whoever shows it, and the same list until something changes", async () => {
    await using test = await connected();
    const answer = test.server.ask(0, samples.command.method, samples.command.params);
    await settled();
    expect(test.inbox.pending).toBe(test.inbox.pending);
    const { decide, ...rest } = only(test.inbox);
    expect(JSON.parse(JSON.stringify(test.inbox.pending))).toEqual([rest]);
    decide("decline");
    await answer;
  });

  it("may be decided from a listener, and tells nobody who has let go", async () => {
    const inbox = approvalInbox();
    const server = new FakeServer();
    await using _codex = await Codex.connect({ transport: server, onApproval: inbox });
    const seen: number[] = [];
    const listening = inbox.on("change", (pending) => {
      seen.push(pending.length);
      pending[0]?.decide("decline");
    });
    await server.ask(0, samples.command.method, samples.command.params);
    expect(seen).toEqual([1, 0]);
    listening[Symbol.dispose]();
    void server.ask(1, samples.command.method, samples.command.params);
    await settled();
    expect(seen).toEqual([1, 0]);
    expect(inbox.pending).toHaveLength(1);
  });

  it("knows one event", () => {
    expect(isUsageError(thrown(() => approvalInbox().on("changed" as "change", () => undefined)))).toBe(true);
  });
});
