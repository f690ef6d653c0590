import { describe, expect, it } from "vitest";

import { Codex, isInvalidRequestError, isRpcError, isThreadNotFoundError } from "../../../src/index.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";

async function refusedWith(method: string, message: string, id = "T1", code = -32600): Promise<unknown> {
  const server = new FakeServer({
    [method]: () => {
      throw new Refusal(code, message);
    },
  });
  await using codex = await Codex.connect({ transport: server });
  return await codex.call(method, { threadId: id }).catch((error: unknown) => error);
}

describe("a refusal is a ThreadNotFoundError where the server says", () => {
  it.each([
    ["thread/resume", "no rollout found for thread id T1", "unknown", "codex.threads()"],
    ["thread/unarchive", "no archived rollout found for thread id T1", "unknown", "archived: true"],
    ["thread/read", "thread not loaded: T1", "unknown", "codex.threads()"],
    ["turn/start", "thread not found: T1", "unknown", "codex.threads()"],
    [
      "thread/fork",
      "session T1 is archived. Run `codex unarchive T1` to unarchive it first.",
      "archived",
      'codex.unarchiveThread("T1")',
    ],
    ["thread/resume", "invalid session id: invalid character", "malformed", "UUID"],
    ["thread/name/set", "invalid thread id: invalid length", "malformed", "UUID"],
  ])("%s: %s", async (method, message, reason, remedy) => {
    const error = await refusedWith(method, message);
    if (!isThreadNotFoundError(error)) throw error;
    expect(error).toMatchObject({ threadId: "T1", reason, method, code: -32600 });
    expect([isInvalidRequestError(error), isRpcError(error)]).toEqual([true, true]);
    expect(error.message).toContain(message.replace(/\.$/, ""));
    expect(error.message).toContain(remedy);
  });
});

it("also where the id was given in another form than the server's own", async () => {
  const id = "{01900000-0000-7000-8000-ABCDEF000000}";
  const message = "no rollout found for thread id 01900000-0000-7000-8000-abcdef000000";
  const error = await refusedWith("thread/resume", message, id);
  expect(isThreadNotFoundError(error) && error.threadId).toBe(id);
});

describe("and no other is", () => {
  it.each([
    ["of another thread", "thread not found: T2", -32600],
    ["of something else", "no active turn to steer", -32600],
    ["with another code", "thread not found: T1", -32603],
  ])("%s", async (_, message, code) => {
    const error = await refusedWith("turn/start", message, "T1", code);
    expect([isThreadNotFoundError(error), isRpcError(error)]).toEqual([false, true]);
  });
});
