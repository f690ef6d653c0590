import { inspect } from "node:util";
import { expect, it } from "vitest";

import { Codex, RUNTIME_VERSION, type Thread } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

it("a client, a thread and a turn say on a line what they are", async () => {
  const codex = await Codex.connect({ transport: new FakeServer() });
  const thread: Thread = await codex.startThread({ approvalMode: "deny_all" });
  const version = String(RUNTIME_VERSION);
  expect(inspect(codex)).toBe(`Codex { runtime: '${version}', state: 'open', warnings: 0 }`);
  expect(inspect({ thread })).toContain(
    "Thread { id: 'T', mode: 'deny_all', sandbox: 'readOnly', cwd: '/workspace', state: 'subscribed' }",
  );
  const turn = await thread.runStreamed("Hi");
  await turn.result();
  expect(inspect(turn)).toBe("Turn { id: 'U1', threadId: 'T', status: 'completed' }");
  await thread.close();
  await codex.close();
  expect([inspect(codex), inspect(thread)]).toEqual([
    `Codex { runtime: '${version}', state: 'closed', warnings: 0 }`,
    "Thread { id: 'T', mode: 'deny_all', sandbox: 'readOnly', cwd: '/workspace', state: 'closed' }",
  ]);
});

it("harms nobody who looks at a prototype, or at the members", async () => {
  expect(inspect(Codex.prototype)).toBe("CodexMethods {}");
  await using codex = await Codex.connect({ transport: new FakeServer() });
  expect(Object.keys(Object.getPrototypeOf(codex) as object)).toEqual([]);
});
