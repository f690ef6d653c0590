import { expect, it } from "vitest";

import { Codex, isConnectionClosedError } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

const turn = (status: string) => ({ id: "U", items: [], status, error: null });

it("compact ends with the connection, also before the server has said which turn it is", async () => {
  for (const told of [
    [],
    [{ method: "turn/started", params: { threadId: "T", turn: turn("inProgress") } }],
  ]) {
    const server: FakeServer = new FakeServer();
    const codex = await Codex.connect({ transport: server });
    const compaction = (await codex.startThread()).compact().catch((reason: unknown) => reason);
    await codex.rpc.model.list({});
    for (const message of told) server.push(message);
    await codex.close();
    expect(isConnectionClosedError(await compaction)).toBe(true);
  }
});

it("a turn that runs on the thread, whoever started it, keeps others waiting; its end lets them go", async () => {
  const server: FakeServer = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  server.push({ method: "turn/started", params: { threadId: "T", turn: turn("inProgress") } });
  const run = thread.run("Hi");
  await codex.rpc.model.list({});
  expect(server.sent.some((text) => text.includes('"turn/start"'))).toBe(false);
  server.push({ method: "turn/completed", params: { threadId: "T", turn: turn("completed") } });
  expect((await run).status).toBe("completed");
});
