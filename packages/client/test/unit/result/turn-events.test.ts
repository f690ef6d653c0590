import { expect, it } from "vitest";

import { Codex, isApprovalModeNotAppliedError, isUsageError } from "../../../src/index.js";
import { FakeServer, opened } from "../../support/fake-server.js";
import { collect } from "../../support/notifications.js";

const turn = (status: string) => ({ id: "U", items: [], status, error: null });

/** A server that accepts turns and leaves the rest to the test. */
function startServer(): FakeServer {
  return new FakeServer({ "turn/start": () => ({ turn: turn("inProgress") }) });
}

it("events pass through whole: unknown methods, fields and values among them, and what the server tells of the thread", async () => {
  const server = startServer();
  await using codex = await Codex.connect({ transport: server });
  const streamed = await (await codex.startThread()).runStreamed("Hi");
  const events = [
    { method: "item/hologram/shown", params: { threadId: "T", turnId: "U", depth: 3 }, emittedAtMs: 1 },
    { method: "thread/mood/changed", params: { threadId: "T", mood: "good" } },
    { method: "item/completed", params: { threadId: "T", turnId: "U", item: { type: "hologram", id: "h" } } },
    { method: "turn/completed", params: { threadId: "T", turn: turn("evaporated"), extra: true } },
  ];
  for (const event of events) server.push(event);
  server.push({ method: "item/hologram/shown", params: { threadId: "T", turnId: "U" } });
  expect(await collect(streamed.events)).toEqual(events);
  expect(await streamed.result()).toMatchObject({
    status: "evaporated",
    items: [{ type: "hologram", id: "h" }],
  });
});

it("events of another turn and of another thread are not the turn's", async () => {
  const server = startServer();
  await using codex = await Codex.connect({ transport: server });
  const streamed = await (await codex.startThread()).runStreamed("Hi");
  const completed = { method: "turn/completed", params: { threadId: "T", turn: turn("completed") } };
  server.push({
    method: "item/completed",
    params: { threadId: "T", turnId: "V", item: { type: "plan", id: "p" } },
  });
  server.push({
    method: "turn/completed",
    params: { threadId: "T", turn: { ...turn("completed"), id: "V" } },
  });
  server.push({
    method: "item/completed",
    params: { threadId: "S", turnId: "U", item: { type: "plan", id: "p" } },
  });
  server.push(completed);
  expect(await collect(streamed.events)).toEqual([completed]);
  expect((await streamed.result()).items).toEqual([]);
});

it("a turn that was told before the answer that names it is somebody else's: it is never taken for one's own", async () => {
  const told = { method: "turn/started", params: { threadId: "T", turn: turn("inProgress") } };
  const server: FakeServer = new FakeServer({
    "turn/start": () => {
      server.push(told);
      return { turn: turn("inProgress") };
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const error: unknown = await thread.runStreamed("Hi").catch((reason: unknown) => reason);
  expect(isApprovalModeNotAppliedError(error) && error).toMatchObject({ turnId: "U", threadId: "T" });
});

it("codex.on hears an unknown method", async () => {
  const server = startServer();
  await using codex = await Codex.connect({ transport: server });
  const heard: unknown[] = [];
  codex.on("thread/mood/changed" as never, (params) => heard.push(params));
  server.push({ method: "thread/mood/changed", params: { mood: "good" } });
  server.push({ method: "thread/mood/lost" });
  expect(heard).toEqual([{ mood: "good" }]);
});

it.each<[string, string | null]>([
  ["codex-typed/0.131.0 (Debian 12.0.0; x86_64) unknown (codex-typed; 0.0.0)", "0.131.0"],
  ["my client/1/0.170.0-alpha.3 (Mac OS; arm64)", "0.170.0-alpha.3"],
  ["codex-typed/2.0.0/0.170.0 (Mac OS; arm64)", "0.170.0"],
  ["codex", null],
  ["", null],
])("the version of the user agent %j is %j", async (userAgent, version) => {
  const server = new FakeServer({
    initialize: () => ({ userAgent, codexHome: "/", platformFamily: "unix", platformOs: "linux" }),
  });
  await using codex = await Codex.connect({ transport: server });
  expect(codex.server).toMatchObject({ userAgent, version });
});

it("over a transport a relative folder is taken for a new thread alone, whose answer says what it came to", async () => {
  const server = new FakeServer({ "thread/start": (params) => opened("T", params, { cwd: "/repo" }) });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread({ cwd: "." });
  const sent: number[] = [];
  const onSent = (id: number): void => void sent.push(id);
  for (const cwd of [".", "packages/client", "~", "C:packages", ""]) {
    for (const call of [
      () => thread.run("Hi", { cwd, onSent }),
      () => thread.fork({ cwd, onSent }),
      () => codex.resumeThread("T", { cwd, onSent }),
      () => codex.forkThread("T", { cwd, onSent }),
    ]) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(isUsageError(error) && error.option).toBe("cwd");
    }
  }
  expect(sent).toEqual([]);
  await thread.run("Hi", { cwd: "/elsewhere/../here/" });
  expect(thread.settings.cwd).toBe("/here");
  for (const cwd of ["C:\\repo", "C:/repo", "\\\\server\\share"]) await thread.run("Hi", { cwd });
});
