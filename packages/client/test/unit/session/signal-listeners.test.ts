import { getEventListeners } from "node:events";
import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { onAbort } from "../../../src/lib/abort.js";
import { FakeServer } from "../../support/fake-server.js";

it("what waits by a signal listens to it once, and no longer than it waits: a joined signal would be kept for ever", async () => {
  await using codex = await Codex.connect({ transport: new FakeServer() });
  const thread = await codex.startThread();
  const { signal } = new AbortController();
  const before = getEventListeners(signal, "abort").length;
  for (let turn = 0; turn < 3; turn += 1) await thread.run("Hi", { signal, turnTimeoutMs: 60_000 });
  expect(getEventListeners(signal, "abort")).toHaveLength(before);
});

it("a listener that goes leaves the others, and one may come again", () => {
  const abort = new AbortController();
  const called: string[] = [];
  const listen = (name: string): Disposable =>
    onAbort(abort.signal, () => {
      called.push(name);
    });
  const [first, second] = [listen("first"), listen("second")];
  expect(getEventListeners(abort.signal, "abort")).toHaveLength(1);
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
  listen("third");
  second[Symbol.dispose]();
  abort.abort();
  expect(called).toEqual(["third"]);
});
