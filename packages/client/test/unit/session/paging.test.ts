import { describe, expect, it } from "vitest";

import {
  Codex,
  isProtocolError,
  isRpcError,
  isUsageError,
  type ListThreadsOptions,
} from "../../../src/index.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

type Answer = (cursor: unknown, call: number) => object;

async function serve(answer: Answer) {
  let calls = 0;
  const paged = ({ cursor }: Readonly<Record<string, unknown>>) => answer(cursor, ++calls);
  const server = new FakeServer({ "thread/list": paged, "model/list": paged });
  const codex = await Codex.connect({ transport: server });
  return { codex, server, calls: () => calls, [Symbol.asyncDispose]: () => codex.close() };
}

async function ids(codex: Codex, limit = Infinity): Promise<string[]> {
  const told: string[] = [];
  for await (const { id } of codex.threads()) {
    if (told.push(id) >= limit) break;
  }
  return told;
}

describe("pages", () => {
  it("follow the cursors, past empty pages, to the one without", async () => {
    await using given = await serve((cursor) =>
      cursor === undefined
        ? { data: [{ id: "a" }, { id: "b" }], nextCursor: "1" }
        : cursor === "1"
          ? { data: [], nextCursor: "2" }
          : { data: [{ id: "c" }], nextCursor: null },
    );
    expect(await ids(given.codex)).toEqual(["a", "b", "c"]);
    expect(given.calls()).toBe(3);
  });

  it("are not fetched before the loop, nor after it is left", async () => {
    await using given = await serve((_, call) => ({
      data: [{ id: "a" }, { id: "b" }],
      nextCursor: String(call),
    }));
    given.codex.threads();
    expect(given.calls()).toBe(0);
    expect(await ids(given.codex, 2)).toEqual(["a", "b"]);
    expect(given.calls()).toBe(1);
    expect(await ids(given.codex, 3)).toEqual(["a", "b", "a"]);
    expect(given.calls()).toBe(3);
  });

  it.each<[string, Answer, number]>([
    ["the same cursor again", () => ({ data: [{ id: "a" }], nextCursor: "1" }), 2],
    ["cursors in a circle", (_, call) => ({ data: [{ id: "a" }], nextCursor: String(call % 3) }), 4],
    ["empty pages without end", (_, call) => ({ data: [], nextCursor: String(call) }), 100],
  ])("of a server that gives %s end in an error", async (_, answer, calls) => {
    await using given = await serve(answer);
    const error = await refusal(ids(given.codex));
    expect(isProtocolError(error) && error.message).toMatch(/thread\/list (in a circle|without end)/);
    expect(given.calls()).toBe(calls);
    expect(isProtocolError(await refusal(given.codex.models()))).toBe(true);
  });

  it("end in the error of the page that is refused, after what the others held", async () => {
    await using given = await serve((cursor) => {
      if (cursor !== undefined) throw new Refusal(-32600);
      return { data: [{ id: "a" }], nextCursor: "1" };
    });
    const threads = given.codex.threads()[Symbol.asyncIterator]();
    expect((await threads.next()).value).toMatchObject({ id: "a" });
    expect(isRpcError(await refusal(threads.next() as Promise<unknown>))).toBe(true);
    expect(await threads.next()).toEqual({ done: true, value: undefined });
  });

  it("end in the reason of a signal that aborts between two of them", async () => {
    await using given = await serve((_, call) => ({ data: [{ id: "a" }], nextCursor: String(call) }));
    const controller = new AbortController();
    const loop = async (): Promise<void> => {
      for await (const _ of given.codex.threads({ signal: controller.signal })) controller.abort("enough");
    };
    expect(await refusal(loop())).toBe("enough");
    expect(given.calls()).toBe(1);
  });

  it("are of the options given, which are checked before anything is sent", async () => {
    await using given = await serve(() => ({ data: [], nextCursor: null }));
    const options: ListThreadsOptions = { cursor: "mine" };
    const call = (): unknown => given.codex.threads(options);
    expect(call).toThrow(expect.toSatisfy(isUsageError));
    expect(given.calls()).toBe(0);
    for await (const _ of given.codex.threads({ archived: true, limit: 7 }));
    expect(given.server.sent.at(-1)).toContain('"params":{"archived":true,"limit":7}');
  });
});
