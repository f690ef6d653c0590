import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

it.each([
  ["thread/search/stream", "thread/search/stream/cancel"],
  ["thread/search", "thread/search/cancel"],
  ["thread/sample", "thread/sample/cancel"],
] as const)(
  "a call of %s tells its id, and lets the server know when it is given up",
  async (method, cancel) => {
    const server = new FakeServer({ [method]: () => new Promise(() => undefined) });
    await using codex = await Codex.connect({ transport: server, experimentalApi: true });
    const controller = new AbortController();
    const ids: number[] = [];
    const call = codex.call(
      method,
      { searchTerm: "x" },
      { signal: controller.signal, onSent: (id) => ids.push(id) },
    );
    expect(ids).toHaveLength(1);
    expect(server.sent.map((text) => JSON.parse(text) as unknown)).toContainEqual({
      id: ids[0],
      method,
      params: { searchTerm: "x" },
    });
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await refusal(call)).toBe(reason);
    expect(server.paramsOf(cancel)).toEqual([{ requestId: ids[0] }]);

    await refusal(codex.call(method, {}, { timeoutMs: 5 }));
    expect(server.paramsOf(cancel)).toHaveLength(2);
  },
);

it("a call that is over is not cancelled, and others never are", async () => {
  const server = new FakeServer({ "slow/call": () => new Promise(() => undefined) });
  await using codex = await Codex.connect({ transport: server, experimentalApi: true });
  const controller = new AbortController();
  await codex.rpc.thread.search({ searchTerm: "x" }, { signal: controller.signal });
  const slow = refusal(codex.call("slow/call", {}, { signal: controller.signal }));
  controller.abort(new Error("enough"));
  await slow;
  expect(server.sent.filter((text) => text.includes("cancel"))).toEqual([]);
});
