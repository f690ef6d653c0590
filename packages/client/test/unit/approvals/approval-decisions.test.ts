import { describe, expect, it } from "vitest";

import { Codex, type ApprovalEvent, type ApprovalKind } from "../../../src/index.js";
import { samples, type Sample } from "../../support/approval-requests.js";
import { FakeServer } from "../../support/fake-server.js";

const execPolicy = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls"] } };
const network = (action: string) => ({
  applyNetworkPolicyAmendment: { network_policy_amendment: { host: "example.com", action } },
});
/** As the runtime lists it about a command: not every name that is valid, and amendments of its own. */
const listing = (sample: Sample): Sample => ({
  ...sample,
  params: {
    ...sample.params,
    availableDecisions: ["accept", execPolicy, network("allow"), network("deny"), "cancel"],
  },
});
const accepted = { action: "accept", content: { name: "Ada" } };
const requested = { network: { enabled: true }, fileSystem: null };

interface Want {
  readonly response: object;
  readonly allowed: boolean;
}

/** Every decision that there is for a kind. */
const valid: { readonly [Kind in ApprovalKind]: readonly (readonly [unknown, Want])[] } = {
  command: [
    ...(["accept", "acceptForSession"] as const).map(named(true)),
    ...(["decline", "cancel"] as const).map(named(false)),
    [execPolicy, { response: { decision: execPolicy }, allowed: true }],
    [network("allow"), { response: { decision: network("allow") }, allowed: true }],
    [network("deny"), { response: { decision: network("deny") }, allowed: false }],
  ],
  humanCommand: [named(true)("accept"), ...(["decline", "cancel"] as const).map(named(false))],
  fileChange: [
    ...(["accept", "acceptForSession"] as const).map(named(true)),
    ...(["decline", "cancel"] as const).map(named(false)),
  ],
  permissions: [
    ["accept", { response: { permissions: requested, scope: "turn" }, allowed: true }],
    ["acceptForSession", { response: { permissions: requested, scope: "session" }, allowed: true }],
    ["decline", { response: { permissions: {}, scope: "turn" }, allowed: false }],
    same({ permissions: { fileSystem: { write: ["/a"] } }, scope: "session", strictAutoReview: true }, true),
    same({ permissions: { network: null, fileSystem: { write: [] } } }, false),
    same({ permissions: { network: { enabled: false } } }, false),
    same(
      {
        permissions: { fileSystem: { entries: [{ access: "write", path: { type: "path", path: "/a" } }] } },
        scope: "session",
      },
      true,
    ),
  ],
  mcpToolCall: [
    ["accept", { response: { action: "accept", content: null }, allowed: true }],
    [
      "acceptForSession",
      { response: { action: "accept", content: null, _meta: { persist: "session" } }, allowed: true },
    ],
    ["decline", { response: { action: "decline", content: null }, allowed: false }],
    ["cancel", { response: { action: "cancel", content: null }, allowed: false }],
    same({ action: "accept" }, true),
    same({ action: "decline" }, false),
  ],
  mcpElicitation: [
    ["decline", { response: { action: "decline", content: null }, allowed: false }],
    ["cancel", { response: { action: "cancel", content: null }, allowed: false }],
    same(accepted, true),
    same({ action: "decline" }, false),
  ],
  userInput: [
    ["decline", { response: { answers: {} }, allowed: false }],
    same({ answers: { colour: { answers: ["Red"] } } }, true),
    same({ answers: {} }, false),
  ],
};

function named(allowed: boolean): (decision: string) => readonly [unknown, Want] {
  return (decision) => [decision, { response: { decision }, allowed }];
}

function same(decision: object, allowed: boolean): readonly [unknown, Want] {
  return [decision, { response: decision, allowed }];
}

class Getter {
  get action() {
    return "accept";
  }
}

/** No decisions, for any kind. */
const nonsense: readonly unknown[] = [
  undefined,
  null,
  true,
  1,
  1n,
  Symbol("accept"),
  "",
  "ACCEPT",
  "approved",
  "toString",
  Object("accept"),
  ["accept"],
  [],
  {},
  { decision: "accept" },
  { toJSON: () => "accept" },
  { toJSON: () => ({ action: 1 }) },
  new Getter(),
  { permissions: "all" },
  { permissions: { network: 1 }, scope: "session" },
  { permissions: { network: { enabled: "yes" } } },
  { permissions: { fileSystem: { write: "/" } }, scope: "session" },
  { permissions: { fileSystem: { read: [1] } } },
  { permissions: { fileSystem: { entries: [null] } }, scope: "session" },
  { permissions: { fileSystem: { entries: [{ access: "write", path: "/a" }] } } },
  { permissions: { fileSystem: { entries: [{ access: "write", path: { type: "path" } }] } } },
  { permissions: {}, scope: "always" },
  { action: "allow" },
  { answers: ["Red"] },
  { answers: { colour: { answers: [1] } } },
  { acceptWithExecpolicyAmendment: { execpolicy_amendment: "ls" } },
  { acceptWithExecpolicyAmendment: {}, applyNetworkPolicyAmendment: {} },
  { ...execPolicy, ...network("allow") },
  network("allow all"),
];

/** Decisions that another kind has, and this one has not. */
const foreign: { readonly [Kind in ApprovalKind]: readonly unknown[] } = {
  command: ["acceptAlways", accepted, { permissions: {} }, { answers: {} }],
  humanCommand: ["acceptForSession", "acceptAlways", execPolicy, network("deny"), accepted],
  fileChange: ["acceptAlways", execPolicy, network("deny"), accepted, { permissions: {} }],
  permissions: ["cancel", "acceptAlways", accepted, execPolicy, { answers: {} }],
  // Without "always" among what the request says may persist.
  mcpToolCall: ["acceptAlways", execPolicy, { permissions: {} }, { answers: {} }],
  mcpElicitation: [
    "accept",
    "acceptForSession",
    { action: "accept" },
    { action: "accept", content: "Ada" },
    execPolicy,
  ],
  userInput: ["accept", "acceptForSession", "cancel", accepted, { permissions: {} }],
};

/** What is sent for an answer of a handler, and what the trail says of it. */
async function answered(
  { method, params }: Sample,
  decision: unknown,
): Promise<{ response: unknown; decided: ApprovalEvent | undefined }> {
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    persistentGrants: true,
    onApproval: () => decision as "accept",
  });
  const trail = codex.approvals()[Symbol.asyncIterator]();
  const { result } = await server.ask(0, method, params);
  await trail.next();
  return { response: result, decided: (await trail.next()).value as ApprovalEvent };
}

const kinds = Object.keys(samples) as ApprovalKind[];

describe.each(kinds)("%s", (kind) => {
  it.each(valid[kind])("takes %j, in the protocol's words", async (decision, { response, allowed }) => {
    expect(await answered(listing(samples[kind]), decision)).toEqual({
      response,
      decided: expect.objectContaining({ type: "decided", by: "handler", decision, allowed }) as unknown,
    });
  });

  it("declines whatever is none of its decisions", async () => {
    for (const decision of [...nonsense, ...foreign[kind]]) {
      expect(
        await answered(listing(samples[kind]), decision),
        String(JSON.stringify(decision, printable)),
      ).toEqual({
        response: samples[kind].refusal,
        decided: expect.objectContaining({
          by: "default",
          reason: "invalidDecision",
          message: expect.stringContaining(`is no decision for a request of kind ${kind}`) as string,
          allowed: false,
        }) as unknown,
      });
    }
  });
});

it.each([execPolicy, network("allow"), network("deny")])(
  "%j is no decision about a command for which the runtime does not list just that",
  async (decision) => {
    const other = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["rm"] } };
    for (const availableDecisions of [undefined, null, [], ["accept", other], "all"]) {
      const { method, params } = samples.command;
      const sample = { method, params: { ...params, availableDecisions }, refusal: {} };
      expect((await answered(sample, decision)).response).toEqual(samples.command.refusal);
    }
  },
);

it("a tool call is not allowed for longer than it may persist by the object form either", async () => {
  const form = (persist: unknown): object => ({ action: "accept", content: null, _meta: { persist } });
  expect((await answered(samples.mcpToolCall, form("session"))).response).toEqual(form("session"));
  for (const persist of ["always", ["session"], true])
    expect((await answered(samples.mcpToolCall, form(persist))).response).toEqual(
      samples.mcpToolCall.refusal,
    );
});

const printable = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

it("a URL needs no content, and no name accepts it", async () => {
  const { method, params } = samples.mcpElicitation;
  const page = { method, params: { ...params, mode: "url" }, refusal: {} };
  expect((await answered(page, { action: "accept" })).response).toEqual({ action: "accept" });
  expect((await answered(page, "accept")).response).toEqual(samples.mcpElicitation.refusal);
});

it.each([
  [["session", "always"], { acceptForSession: "session", acceptAlways: "always" }],
  ["session", { acceptForSession: "session", acceptAlways: undefined }],
  [["always"], { acceptForSession: undefined, acceptAlways: "always" }],
  [null, { acceptForSession: undefined, acceptAlways: undefined }],
  [undefined, { acceptForSession: undefined, acceptAlways: undefined }],
])("a tool call that may persist for %j is allowed for that long and no longer", async (persist, want) => {
  const { method, params } = samples.mcpToolCall;
  const sample = {
    method,
    params: { ...params, _meta: { codex_approval_kind: "mcp_tool_call", persist } },
    refusal: {},
  };
  for (const [decision, persisted] of Object.entries(want)) {
    expect((await answered(sample, decision)).response).toEqual(
      persisted === undefined
        ? samples.mcpToolCall.refusal
        : { action: "accept", content: null, _meta: { persist: persisted } },
    );
  }
});

it("what a handler does to the request changes neither what is granted nor the record", async () => {
  const { method, params } = samples.permissions;
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    onApproval: {
      permissions: (request) => {
        request.permissions.fileSystem = { write: ["/"] };
        return "accept";
      },
    },
  });
  const trail = codex.approvals()[Symbol.asyncIterator]();
  expect((await server.ask(0, method, params)).result).toEqual({ permissions: requested, scope: "turn" });
  expect((await trail.next()).value).toMatchObject({ request: { permissions: requested } });
});
