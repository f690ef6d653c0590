import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

import * as root from "../../../src/index.js";
import { ThreadNotFoundError } from "../../../src/rpc/thread-not-found-error.js";
import { NotLoggedInError } from "../../../src/session/not-logged-in-error.js";
import { leaksOf, secret } from "../../support/secrets.js";

const payload = { code: -32600, message: "no", data: { input_error_code: "x" } };
const result = {
  id: "U",
  status: "failed",
  finalResponse: null,
  items: [],
  usage: null,
  error: { message: "broken" },
  approvals: [],
} as unknown as root.TurnResult;
const settings = { approvalPolicy: "never", sandbox: { type: "readOnly" } } as unknown as root.ThreadSettings;
const rpc = { message: "no", code: -32600, method: "thread/read", data: payload.data };

class OwnError extends root.CodexError {}

/** Of every error class that is exported, one, and what is to be read of it beside its name. */
const errors: Readonly<Record<string, readonly [root.CodexError, object]>> = {
  CodexError: [new OwnError("mine"), { message: "mine" }],
  UsageError: [
    new root.UsageError("cwd", "no such folder", { cause: new Error("ENOENT") }),
    { message: "no such folder", option: "cwd", cause: { name: "Error", message: "ENOENT" } },
  ],
  ApprovalModeError: [
    new root.ApprovalModeError("Codex.startThread", "config.hooks", "refused."),
    { message: "Codex.startThread: refused.", operation: "Codex.startThread", option: "config.hooks" },
  ],
  ApprovalModeNotAppliedError: [
    new root.ApprovalModeNotAppliedError("not so", { threadId: "T", settings }),
    {
      message: "not so",
      threadId: "T",
      settings,
      interrupted: false,
      warnings: [],
      grants: [],
      subagents: [],
    },
  ],
  ConnectionClosedError: [
    new root.ConnectionClosedError("gone", { reason: "exited", exitCode: 3, stderrTail: "no" }),
    { message: "gone", reason: "exited", exitCode: 3, signal: null, stderrTail: "no" },
  ],
  RpcError: [new root.RpcError("thread/read", payload), rpc],
  ThreadNotFoundError: [
    new ThreadNotFoundError("thread/read", payload, "T", "unknown"),
    { ...rpc, threadId: "T", reason: "unknown" },
  ],
  NotLoggedInError: [new NotLoggedInError("T", "Log in."), { message: "Log in.", threadId: "T" }],
  InvalidRequestError: [new root.InvalidRequestError("thread/read", payload), rpc],
  InvalidParamsError: [
    new root.InvalidParamsError("thread/read", { code: -32602, message: "no" }),
    { message: "no", code: -32602, method: "thread/read" },
  ],
  ServerOverloadedError: [new root.ServerOverloadedError("thread/read", payload, 3), { ...rpc, attempts: 3 }],
  LoginFailedError: [
    new root.LoginFailedError("L", "too late"),
    { message: "too late", loginId: "L", cancelled: false },
  ],
  OutputMismatchError: [
    new root.OutputMismatchError(result, [{ path: ["a"], message: "wrong" }]),
    {
      message: expect.stringContaining("wrong"),
      text: null,
      issues: [{ path: ["a"], message: "wrong" }],
      result,
    },
  ],
  ProtocolError: [new root.ProtocolError("what?", "usage"), { message: "what?", excerpt: "usage" }],
  RequestTimeoutError: [
    new root.RequestTimeoutError("thread/read", 5),
    { message: "thread/read was not answered within 5 ms.", method: "thread/read", timeoutMs: 5 },
  ],
  RuntimeNotFoundError: [
    new root.RuntimeNotFoundError("nowhere", ["a"], "install it"),
    { message: expect.stringContaining("nowhere"), lookedFor: ["a"], remedy: "install it" },
  ],
  TurnFailedError: [
    new root.TurnFailedError(result),
    { message: "The turn failed: broken", reason: "unknown", httpStatus: null, isRetryable: false, result },
  ],
  TurnLostError: [
    new root.TurnLostError("T", undefined, "was deleted"),
    { message: expect.stringContaining("T was deleted"), threadId: "T" },
  ],
  TurnTimeoutError: [
    new root.TurnTimeoutError("T", "U", 500, result),
    {
      message: expect.stringContaining("turnTimeoutMs of 500"),
      threadId: "T",
      turnId: "U",
      turnTimeoutMs: 500,
      result,
    },
  ],
  BudgetExceededError: [
    new root.BudgetExceededError({ threadId: "T", bound: "tokens", spent: 120, limit: 100 }),
    {
      message: expect.stringContaining("120 of 100 tokens"),
      threadId: "T",
      bound: "tokens",
      spent: 120,
      limit: 100,
      result: null,
    },
  ],
  UnsupportedByRuntimeError: [
    new root.UnsupportedByRuntimeError("Codex.listThreads", "originators", {
      needed: "0.154.0",
      runtimeVersion: "0.131.0",
      withOptIn: false,
    }),
    {
      message: expect.stringContaining("needs codex 0.154.0"),
      operation: "Codex.listThreads",
      option: "originators",
      needed: "0.154.0",
      runtimeVersion: "0.131.0",
    },
  ],
};

it("every error class that is exported is looked at here", () => {
  const exported = Object.entries(root).filter(
    ([, value]) =>
      typeof value === "function" && (value as { prototype: unknown }).prototype instanceof Error,
  );
  expect(Object.keys(errors).sort()).toEqual(exported.map(([name]) => name).sort());
});

describe.each(Object.entries(errors))("the JSON of a %s", (name, [error, want]) => {
  it("has its name, its message and its own fields, and no stack", () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name, ...want });
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({ error: error.toJSON() });
  });
});

describe("the cause", () => {
  const jsonOf = (cause: unknown): unknown => new root.UsageError("cwd", "m", { cause }).toJSON()["cause"];

  it("is in the same form, to its own cause", () => {
    const first = new root.RequestTimeoutError("a/b", 1);
    const second = new Error("second", { cause: first });
    expect(jsonOf(second)).toEqual({ name: "Error", message: "second", cause: first.toJSON() });
  });

  it("has of an error of others its code, and nothing that could be a secret", () => {
    const cause = Object.assign(new Error("spawn failed"), {
      code: "ENOENT",
      spawnargs: ["--token", secret],
      options: { env: { KEY: secret } },
      cause: { headers: { authorization: secret } },
    });
    expect(jsonOf(cause)).toEqual({ name: "Error", message: "spawn failed", code: "ENOENT" });
    expect(leaksOf(JSON.stringify(new root.UsageError("cwd", "m", { cause })))).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ["a text", "text", "text"],
    ["null", null, null],
    ["a number", 1, 1],
    ["nothing", undefined, undefined],
    ["an object", { secret }, undefined],
    ["a bigint", 10n, undefined],
    ["a function", () => secret, undefined],
  ])("is plain, or is left out: %s", (_, cause, want) => {
    expect(jsonOf(cause)).toEqual(want);
  });

  it("may be an error of this package from another realm", () => {
    const foreign = runInNewContext("Object.create(proto, { message: { value: 'over there' } })", {
      proto: root.UsageError.prototype,
    }) as unknown;
    expect(jsonOf(foreign)).toEqual({ name: "UsageError", message: "over there" });
  });

  it("may go round in a circle", () => {
    const first = new root.UsageError("a", "first");
    const second = new root.UsageError("b", "second", { cause: first });
    first.cause = second;
    expect(JSON.stringify(first).length).toBeLessThan(2000);
  });
});
