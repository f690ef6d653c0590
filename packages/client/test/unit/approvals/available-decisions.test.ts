import { describe, expect, it } from "vitest";

import {
  Codex,
  isApprovalDecision,
  type ApprovalContext,
  type ApprovalEvent,
  type ApprovalKind,
  type ApprovalRequest,
} from "../../../src/index.js";
import { everySample, samples, type Sample } from "../../support/approval-requests.js";
import { FakeServer } from "../../support/fake-server.js";

const amendment = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls"] } };

/** What a handler was asked, and the trail of it. */
async function asked(
  { method, params }: Sample,
  answer: (request: ApprovalRequest, context: ApprovalContext) => unknown = () => "decline",
): Promise<{ request: ApprovalRequest; context: ApprovalContext; events: ApprovalEvent[]; result: unknown }> {
  const server = new FakeServer();
  let seen: { request: ApprovalRequest; context: ApprovalContext } | undefined;
  const codex = await Codex.connect({
    transport: server,
    persistentGrants: true,
    onApproval: (request, context) => {
      seen = { request, context };
      return answer(request, context) as "decline";
    },
  });
  const trail = codex.approvals();
  const { result } = await server.ask(0, method, params);
  await codex.close();
  const events: ApprovalEvent[] = [];
  for await (const event of trail) if (event.type !== "missed") events.push(event);
  if (seen === undefined) throw new Error("Nobody was asked.");
  return { ...seen, events, result };
}

const listed: Sample = {
  ...samples.command,
  params: { ...samples.command.params, availableDecisions: ["accept", amendment, "cancel"] },
};

describe("the context of a handler", () => {
  it.each(everySample)("names the approval as the trail does: %s", async (_, sample) => {
    const { context, events } = await asked(sample);
    expect(events.map(({ approvalId }) => approvalId)).toEqual(events.map(() => context.approvalId));
    expect(events.length).toBeGreaterThan(1);
  });

  it.each<[ApprovalKind, readonly string[]]>([
    ["command", ["accept", "acceptForSession", "decline", "cancel"]],
    ["humanCommand", ["accept", "decline", "cancel"]],
    ["fileChange", ["accept", "acceptForSession", "decline", "cancel"]],
    ["permissions", ["accept", "acceptForSession", "decline"]],
    ["mcpToolCall", ["accept", "acceptForSession", "decline", "cancel"]],
    ["mcpElicitation", ["decline", "cancel"]],
    ["userInput", ["decline"]],
  ])("has the names that are valid where the runtime lists nothing: %s", async (kind, names) => {
    const { context, request } = await asked(samples[kind]);
    expect(context.availableDecisions).toEqual(names);
    expect(names.map((name) => isApprovalDecision(request, name))).toEqual(names.map(() => true));
  });

  it("has what the runtime lists, in its order", async () => {
    expect((await asked(listed)).context.availableDecisions).toEqual(["accept", amendment, "cancel"]);
  });

  it("is a copy: what is added to the list, or to the request, becomes no decision", async () => {
    const evil = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["rm"] } };
    const { result, events } = await asked(listed, (request, context) => {
      (context.availableDecisions as unknown[]).push(evil);
      if (request.kind === "command") request.availableDecisions?.push(evil);
      return evil;
    });
    expect(result).toEqual({ decision: "decline" });
    expect(events[1]).toMatchObject({ by: "default", reason: "invalidDecision" });
  });
});

describe("an answer that is no decision", () => {
  it.each<[unknown, string]>([
    ["yes", '"yes" is no decision'],
    [undefined, "a value of type undefined is no decision"],
    [{ decision: "accept" }, '{"decision":"accept"} is no decision'],
    [true, "true is no decision"],
  ])("is named in the trail, with what is valid: %j", async (answer, words) => {
    const { message } = (await asked(listed, () => answer)).events[1] as { message?: string };
    expect(message).toContain(`${words} for a request of kind command.`);
    expect(message).toContain(
      `Valid are "accept", "acceptForSession", "decline", "cancel", ${JSON.stringify(amendment)}.`,
    );
  });

  it("is cut where it is long, and does not break on what has no JSON", async () => {
    const long = { text: "x".repeat(10_000) };
    const cycle: Record<string, unknown> = {};
    cycle["itself"] = cycle;
    for (const answer of [long, cycle, { toJSON: () => undefined }]) {
      const { message } = (await asked(samples.fileChange, () => answer)).events[1] as { message?: string };
      expect(message?.length).toBeLessThan(600);
      expect(message).toContain("is no decision for a request of kind fileChange.");
    }
  });
});

describe("isApprovalDecision", () => {
  it("agrees with what is taken of a handler", async () => {
    const values: readonly unknown[] = [
      ...["accept", "acceptForSession", "acceptAlways", "decline", "cancel", "", "toString"],
      ...[undefined, null, 1, {}, [], amendment, { action: "accept" }, { action: "accept", content: {} }],
      ...[{ permissions: {} }, { permissions: {}, scope: "ever" }, { answers: {} }, { answers: 1 }],
    ];
    for (const [kind, sample] of [...everySample, ["listed", listed] as const]) {
      for (const value of values) {
        const { request, events } = await asked(sample, () => value);
        const taken = events[1]?.type === "decided" && events[1].by === "handler";
        expect(isApprovalDecision(request, value), `${kind}: ${String(JSON.stringify(value))}`).toBe(taken);
      }
    }
  });

  it("takes an amendment only as it is listed", async () => {
    const { request } = await asked(listed);
    expect(isApprovalDecision(request, structuredClone(amendment))).toBe(true);
    expect(
      isApprovalDecision(request, { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls", "/"] } }),
    ).toBe(false);
    expect(isApprovalDecision((await asked(samples.command)).request, amendment)).toBe(false);
  });
});
