import { expect } from "vitest";

import type { Codex } from "../../src/index.js";
import type { ModelRequest } from "../../src/testing/index.js";
import type { ThreadResumeResponse } from "../../src/types.js";

/** What is in force, whoever says so. Only what the client's modes and sandboxes can differ in. */
export interface InForce {
  readonly policy: string;
  readonly reviewer: string;
  readonly sandbox: string;
  readonly network: boolean;
}

/** What a turn ran under, as the runtime told the model in that turn's own request. */
export interface TurnWitness {
  readonly policy: "never" | "on-request";
  readonly reviewed: boolean;
  readonly sandbox: string;
}

/**
 * What the turn of `request` really runs under. The header is written from the turn's own context, with the turn's id; the
 * policy stands in the last of the permission instructions, which the runtime adds when they change. Neither passes
 * through the client or the protocol.
 */
export function turnWitness(request: ModelRequest): TurnWitness {
  const header = JSON.parse(String(request.headers["x-codex-turn-metadata"])) as Readonly<
    Record<string, unknown>
  >;
  expect(header["turn_id"]).toBe(request.turnId);
  const instructions = request
    .texts("developer")
    .flatMap((text) => [...text.matchAll(/<permissions instructions>([^]*?)<\/permissions instructions>/g)])
    .at(-1)?.[1];
  const never = instructions?.includes("Approval policy is currently never");
  expect(instructions?.includes("# Escalation Requests")).toBe(!never);
  return {
    policy: never === true ? "never" : "on-request",
    reviewed: header["auto_review_enabled"] === true,
    sandbox: String(header["sandbox_mode"]),
  };
}

/** What the server says is in force on a loaded thread; asked past the client's threads, which learn nothing from it. */
export async function threadWitness(codex: Codex, threadId: string): Promise<InForce> {
  const answer = await codex.call("thread/resume", { threadId, excludeTurns: true });
  return inForce(answer as ThreadResumeResponse);
}

/** The members of a response, or of a thread's settings, that are compared. */
export function inForce({
  approvalPolicy,
  approvalsReviewer,
  sandbox,
}: Pick<ThreadResumeResponse, "approvalPolicy" | "approvalsReviewer" | "sandbox">): InForce {
  return {
    policy: typeof approvalPolicy === "string" ? approvalPolicy : "granular",
    reviewer: approvalsReviewer,
    sandbox: sandbox.type,
    network: "networkAccess" in sandbox && sandbox.networkAccess === true,
  };
}
