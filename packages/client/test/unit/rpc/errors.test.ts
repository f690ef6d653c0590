import { createContext, runInContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { isCodexError } from "../../../src/errors/codex-error.js";
import { isUsageError, UsageError } from "../../../src/errors/usage-error.js";
import { isRequestTimeoutError, RequestTimeoutError } from "../../../src/rpc/request-timeout-error.js";
import {
  InvalidParamsError,
  InvalidRequestError,
  isInvalidParamsError,
  isInvalidRequestError,
  isRpcError,
  isServerOverloadedError,
  RpcError,
  ServerOverloadedError,
} from "../../../src/rpc/rpc-error.js";
import {
  ConnectionClosedError,
  isConnectionClosedError,
} from "../../../src/transport/connection-closed-error.js";
import { isProtocolError, ProtocolError } from "../../../src/transport/protocol-error.js";
import {
  isRuntimeNotFoundError,
  RuntimeNotFoundError,
} from "../../../src/transport/stdio/runtime-not-found-error.js";

const guards = {
  CodexError: isCodexError,
  UsageError: isUsageError,
  RpcError: isRpcError,
  InvalidRequestError: isInvalidRequestError,
  InvalidParamsError: isInvalidParamsError,
  ServerOverloadedError: isServerOverloadedError,
  RequestTimeoutError: isRequestTimeoutError,
  ConnectionClosedError: isConnectionClosedError,
  ProtocolError: isProtocolError,
  RuntimeNotFoundError: isRuntimeNotFoundError,
};
const payload = { code: -1, message: "no", data: { a: 1 } };

describe("each error answers to its own guard and those of its bases, and to no other", () => {
  test.each([
    [new UsageError("cwd", "m"), ["CodexError", "UsageError"]],
    [new RpcError("m", payload), ["CodexError", "RpcError"]],
    [new InvalidRequestError("m", payload), ["CodexError", "RpcError", "InvalidRequestError"]],
    [new InvalidParamsError("m", payload), ["CodexError", "RpcError", "InvalidParamsError"]],
    [new ServerOverloadedError("m", payload, 3), ["CodexError", "RpcError", "ServerOverloadedError"]],
    [new RequestTimeoutError("m", 5), ["CodexError", "RequestTimeoutError"]],
    [new ConnectionClosedError("m", { reason: "exited" }), ["CodexError", "ConnectionClosedError"]],
    [new ProtocolError("m", "x"), ["CodexError", "ProtocolError"]],
    [new RuntimeNotFoundError("p", ["a"], "r"), ["CodexError", "RuntimeNotFoundError"]],
  ])("%o", (error, chain) => {
    const answering = Object.entries(guards).filter(([, guard]) => guard(error));
    expect(answering.map(([name]) => name).sort()).toEqual([...chain].sort());
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(chain.at(-1));
    expect(String(error)).toBe(`${error.name}: ${error.message}`);
    expect(Object.keys(error)).not.toContain("name");
  });
});

test.each([null, undefined, 0, "RpcError", {}, new Error("m"), { name: "RpcError" }])(
  "no guard takes %o",
  (value) => {
    for (const guard of Object.values(guards)) expect(guard(value)).toBe(false);
  },
);

test("guards know the errors of another copy of the package, and of another realm", async () => {
  vi.resetModules();
  const copy = await import("../../../src/rpc/rpc-error.js");
  const foreign = new copy.InvalidRequestError("m", payload);
  expect(foreign).not.toBeInstanceOf(RpcError);
  expect(isRpcError(foreign)).toBe(true);
  expect(isInvalidParamsError(foreign)).toBe(false);

  const branded: unknown = runInContext(
    `Object.assign(new Error("m"), { [Symbol.for("@codex-typed/error")]: ["CodexError", "RpcError"] })`,
    createContext({}),
  );
  expect(branded).not.toBeInstanceOf(Error);
  expect(isRpcError(branded)).toBe(true);
});

test("the cause is kept, and absent where there is none", () => {
  const cause = new Error("c");
  expect(new ProtocolError("m", "x", { cause }).cause).toBe(cause);
  expect(new ConnectionClosedError("m", { reason: "exited", cause }).cause).toBe(cause);
  expect("cause" in new ConnectionClosedError("m", { reason: "exited" })).toBe(false);
});
