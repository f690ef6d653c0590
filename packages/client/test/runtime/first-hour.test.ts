import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  Codex,
  isNotLoggedInError,
  isThreadNotFoundError,
  isUsageError,
  type Thread,
} from "../../src/index.js";
import { failure, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";

let test: TestCodex;
let thread: Thread;
beforeAll(async () => {
  test = await startTestCodex({
    config: { model_providers: { scripted: { requires_openai_auth: true, stream_max_retries: 2 } } },
  });
  thread = await test.codex.startThread();
});
afterAll(() => test[Symbol.asyncDispose]());

const refusalOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

it("a turn is refused until there is a login, and again after the logout", async () => {
  expect(isNotLoggedInError(await refusalOf(thread.run("Hi")))).toBe(true);
  expect(test.model.requests).toEqual([]);

  await test.codex.loginWithApiKey("sk-test-0123");
  test.model.enqueue(message("Hello"));
  expect((await thread.run("Hi")).finalResponse).toBe("Hello");

  await test.codex.logout();
  expect(isNotLoggedInError(await refusalOf(thread.run("Hi")))).toBe(true);
});

it("each attempt to reach the model again is one warning, of its thread", async () => {
  await test.codex.loginWithApiKey("sk-test-0123");
  test.model.enqueue(failure({ status: 500 }), failure({ status: 500 }), message("Hello"));
  expect((await thread.run("Hi")).finalResponse).toBe("Hello");
  const told = test.codex.warnings.filter(({ message }) => message.includes("Reconnecting"));
  expect(told).toMatchObject(
    [1, 2].map((nth) => ({
      method: "error",
      threadId: thread.id,
      message: expect.stringContaining(`called again: Reconnecting... ${String(nth)}/2`) as string,
    })),
  );
});

describe("a thread that is not there is told as that by", () => {
  const unknown = "01900000-0000-7000-8000-000000000000";
  it.each<[string, (codex: Codex, id: string) => Promise<unknown>]>([
    ["resumeThread", (codex, id) => codex.resumeThread(id)],
    ["forkThread", (codex, id) => codex.forkThread(id)],
    ["archiveThread", (codex, id) => codex.archiveThread(id)],
    ["unarchiveThread", (codex, id) => codex.unarchiveThread(id)],
    ["deleteThread", (codex, id) => codex.deleteThread(id)],
    ["rpc.thread.read", (codex, id) => codex.rpc.thread.read({ threadId: id })],
    ["rpc.thread.name.set", (codex, id) => codex.rpc.thread.name.set({ threadId: id, name: "x" })],
    ["rpc.thread.turns.list", (codex, id) => codex.call("thread/turns/list", { threadId: id })],
    ["rpc.thread.goal.get", (codex, id) => codex.rpc.thread.goal.get({ threadId: id })],
    ["rpc.turn.start", (codex, id) => codex.rpc.turn.start({ threadId: id, input: [] })],
  ])("%s", async (_, call) => {
    const reasons = await Promise.all(
      [unknown, "nope"].map(async (id) => {
        const error = await refusalOf(call(test.codex, id));
        return isThreadNotFoundError(error) && [error.threadId, error.reason];
      }),
    );
    expect(reasons).toEqual([
      [unknown, "unknown"],
      ["nope", "malformed"],
    ]);
  });
});

describe("a working folder, on a runtime that the client starts,", () => {
  let codex: Codex;
  let home: string;
  beforeAll(async () => {
    home = test.home.workspace;
    await mkdir(join(home, "sub", "deep"), { recursive: true });
    await writeFile(join(home, "file"), "");
    codex = await Codex.connect({ runtime: { env: test.home.env, cwd: home }, requireLogin: false });
  });
  afterAll(() => codex.close());

  it("is refused where there is none, before anything is sent", async () => {
    const open = await codex.startThread({ cwd: "sub" });
    const sent: number[] = [];
    const onSent = (id: number): void => void sent.push(id);
    for (const cwd of ["nowhere", "file", "/nowhere", "~/nowhere"]) {
      for (const call of [
        codex.startThread({ cwd, onSent }),
        codex.resumeThread(open.id, { cwd, onSent }),
        codex.forkThread(open.id, { cwd, onSent }),
        open.fork({ cwd, onSent }),
        open.run("Hi", { cwd, onSent }),
        open.runStreamed("Hi", { cwd, onSent }),
      ]) {
        const error = await refusalOf(call);
        expect(isUsageError(error) && error.option).toBe("cwd");
      }
    }
    expect(sent).toEqual([]);
  });

  it("is seen from the runtime's own, as the runtime does, whatever the thread has", async () => {
    const open = await codex.startThread({ cwd: "sub" });
    expect(open.settings.cwd).toBe(join(home, "sub"));
    test.model.enqueue(message("Hello"));
    await open.run("Hi", { cwd: "sub/deep" });
    const { cwd } = await codex.rpc.thread.resume({ threadId: open.id });
    expect([cwd, open.settings.cwd]).toEqual([join(home, "sub/deep"), join(home, "sub/deep")]);
  });
});

it("an archived thread is told as archived", async () => {
  await thread.archive();
  for (const call of [test.codex.resumeThread(thread.id), test.codex.forkThread(thread.id)]) {
    const error = await refusalOf(call);
    expect(isThreadNotFoundError(error) && error.reason).toBe("archived");
  }
});
