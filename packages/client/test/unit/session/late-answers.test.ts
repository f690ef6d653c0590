import { afterEach, expect, it, vi } from "vitest";

import { Codex, isRequestTimeoutError } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";

const turn = (id: string, status: string) => ({ id, items: [], status, error: null });
const completed = (id: string) => ({
  method: "turn/completed",
  params: { threadId: "T", turn: turn(id, "interrupted") },
});

afterEach(() => {
  vi.useRealTimers();
});

/** A server that answers the first `turn/start` only when it is told to. */
function slowServer() {
  const answer = new Deferred<object>();
  let first = true;
  const server: FakeServer = new FakeServer({
    "turn/start": () => {
      if (!first) {
        queueMicrotask(() => {
          server.push(completed("second"));
        });
        return { turn: turn("second", "inProgress") };
      }
      first = false;
      return answer.promise;
    },
  });
  return {
    server,
    answer: () => {
      answer.resolve({ turn: turn("first", "inProgress") });
    },
  };
}

const inputs = (server: FakeServer) =>
  server.paramsOf("turn/start").map(({ input }) => (input as { text: string }[])[0]?.text);

it("a turn/start that is answered after its timeout has its turn interrupted, and the next waits for its end", async () => {
  const { server, answer } = slowServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const error: unknown = await thread.run("one", { timeoutMs: 5 }).catch((reason: unknown) => reason);
  expect(isRequestTimeoutError(error) && error).toMatchObject({ method: "turn/start", timeoutMs: 5 });
  const next = thread.run("two");
  await codex.rpc.model.list({});
  expect(inputs(server)).toEqual(["one"]);
  answer();
  await vi.waitFor(() => {
    expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "first" }]);
  });
  expect(inputs(server)).toEqual(["one"]);
  server.push(completed("first"));
  expect((await next).id).toBe("second");
  expect(server.paramsOf("turn/interrupt")).toHaveLength(1);
});

it("a turn/start that is never answered gives up its place after a minute; what was asked is then sent whole", async () => {
  vi.useFakeTimers();
  const { server } = slowServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  const lost = thread.run("one", { timeoutMs: 5, approvalMode: "auto_review" });
  const refused = expect(lost).rejects.toMatchObject({ timeoutMs: 5 });
  await vi.advanceTimersByTimeAsync(5);
  await refused;
  const next = thread.run("two");
  await vi.advanceTimersByTimeAsync(59_999);
  expect(inputs(server)).toEqual(["one"]);
  await vi.advanceTimersByTimeAsync(2);
  expect((await next).id).toBe("second");
  expect(server.paramsOf("turn/start")[1]).toMatchObject({
    approvalPolicy: "never",
    sandboxPolicy: { type: "readOnly" },
  });
});

it.each(["abort", "timeout"] as const)(
  "a turn/start that still waits for room when its caller gives up (%s) is never sent",
  async (how) => {
    const list = new Deferred<object>();
    const server = new FakeServer({ "model/list": () => list.promise });
    await using codex = await Codex.connect({ transport: server, maxInFlight: 1 });
    const thread = await codex.startThread();
    const listing = codex.rpc.model.list({});
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const options = how === "abort" ? { signal: controller.signal } : { timeoutMs: 5 };
    const run = thread.run("one", options).catch((error: unknown) => error);
    await Promise.resolve();
    controller.abort(reason);
    const error = await run;
    expect(how === "abort" ? error === reason : isRequestTimeoutError(error)).toBe(true);
    list.resolve({ data: [] });
    await listing;
    expect((await thread.run("two")).status).toBe("completed");
    expect(inputs(server)).toEqual(["two"]);
  },
);

it("a turn/start that is refused as overloaded is not sent again after an abort", async () => {
  vi.useFakeTimers();
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const server = new FakeServer({
    "turn/start": () => {
      // By then the refusal has come, and the call waits to be sent again.
      queueMicrotask(() => {
        controller.abort(reason);
      });
      throw new Refusal(-32001);
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  await expect(thread.run("one", { signal: controller.signal })).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(inputs(server)).toEqual(["one"]);
});

it.each([-1, Number.NaN])("a timeout of %s is refused", async (timeoutMs) => {
  await using codex = await Codex.connect({ transport: new FakeServer() });
  const thread = await codex.startThread();
  await expect(thread.run("Hi", { timeoutMs })).rejects.toMatchObject({ name: "UsageError" });
  expect((await thread.run("Hi")).status).toBe("completed");
});

it("a resume that is answered after a turn changed the thread does not bring the old settings back", async () => {
  const answer = new Deferred<object>();
  const server = new FakeServer({ "thread/resume": () => answer.promise });
  await using codex = await Codex.connect({ transport: server });
  const strict = await codex.startThread({ approvalMode: "deny_all" });
  const resumed = codex.resumeThread("T");
  await strict.run("one", { approvalMode: "auto_review" });
  answer.resolve(opened("T", { approvalPolicy: "never" }));
  await (await resumed).run("two");
  expect(strict.settings.approvalMode).toBe("auto_review");
});
