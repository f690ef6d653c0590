import { describe, expect, it } from "vitest";

import * as root from "../../src/index.js";
import * as support from "../../src/generated-support.js";
import * as types from "../../src/types.js";

const errors = [
  "ApprovalModeError",
  "ApprovalModeNotAppliedError",
  "BudgetExceededError",
  "CodexError",
  "ConnectionClosedError",
  "InvalidParamsError",
  "InvalidRequestError",
  "LoginFailedError",
  "NotLoggedInError",
  "OutputMismatchError",
  "ProtocolError",
  "RequestTimeoutError",
  "RpcError",
  "RuntimeNotFoundError",
  "ServerOverloadedError",
  "ThreadNotFoundError",
  "TurnFailedError",
  "TurnLostError",
  "TurnTimeoutError",
  "UnsupportedByRuntimeError",
  "UsageError",
];

it("the root entry exports these values and no others", () => {
  expect(Object.keys(root).sort()).toEqual(
    [
      "ApprovalMode",
      "Codex",
      "RUNTIME_VERSION",
      "approvalInbox",
      "defineTool",
      "externalMessage",
      "isApprovalDecision",
      "isVariant",
      "onlyEnv",
      "pathsOf",
      "realPathsOf",
      "stdioTransport",
      "unixSocketTransport",
      "webSocketTransport",
      ...errors,
      ...errors.map((name) => `is${name}`),
    ].sort(),
  );
});

it("the entry of types exports no values, and the seam of generated code one", () => {
  expect([Object.keys(types), Object.keys(support)]).toEqual([[], ["requestFunction"]]);
});

const exported: Readonly<Record<string, unknown>> = root;
const prototypeOf = (name: string): unknown => (exported[name] as { prototype: unknown }).prototype;
const guardOf = (name: string) => exported[`is${name}`] as (value: unknown) => boolean;

describe.each(errors)("%s", (name) => {
  // Constructors differ, guards read the prototype: an object that inherits from it is such an error to them.
  const error = Object.create(prototypeOf(name) as object) as Error;

  it("is an Error and a CodexError with a name of its own", () => {
    expect(error).toBeInstanceOf(Error);
    expect(root.isCodexError(error)).toBe(true);
    expect(error.name).toBe(name);
  });

  it("is recognised by its own guard, and by those of its ancestors only", () => {
    const kin = errors.filter((other) => error instanceof (exported[other] as new () => Error));
    expect(errors.filter((other) => guardOf(other)(error))).toEqual(kin);
    expect(kin).toContain(name);
  });

  it("is not seen in what is no such error", () => {
    for (const value of [
      undefined,
      null,
      name,
      {},
      { name },
      new Error(name),
      Object.assign(new Error(), { name }),
    ]) {
      expect(guardOf(name)(value)).toBe(false);
    }
  });
});
