import { describe, expect, it } from "vitest";

import { Codex, isRpcError } from "../../src/index.js";
import { message, startTestRuntime, type TestRuntime } from "../../src/testing/index.js";
import { stdioTransport } from "../../src/transport/stdio/stdio.js";
import { recording } from "../support/recording-transport.js";

async function connect(test: TestRuntime) {
  const transport = recording(stdioTransport(test.runtime));
  const codex = await Codex.connect({ transport });
  const count = (method: string): number => transport.methods.filter((sent) => sent === method).length;
  return { codex, count, [Symbol.asyncDispose]: () => codex.close() };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("threads", () => {
  it("are all told, in order, a page fetched when it is needed and none after the loop is left", async () => {
    await using test = await startTestRuntime();
    test.model.respond(() => message("Hello"));
    await using client = await connect(test);
    const { codex, count } = client;
    const started: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const thread = await codex.startThread();
      await thread.run(name);
      started.push(thread.id);
    }
    const options = { limit: 1, sortKey: "created_at", sortDirection: "asc" } as const;

    const threads = codex.threads(options);
    expect(count("thread/list")).toBe(0);
    const fetched: number[] = [];
    const told: string[] = [];
    for await (const { id } of threads) {
      told.push(id);
      fetched.push(count("thread/list"));
    }
    expect(told).toEqual(started);
    expect(fetched).toEqual([1, 2, 3]);

    const before = count("thread/list");
    for await (const _ of threads) break;
    expect(count("thread/list") - before).toBe(1);
    expect((await all(codex.threads({ ...options, limit: 50 }))).map(({ id }) => id)).toEqual(started);

    await codex.deleteThread(started[0] ?? "");
    expect((await all(codex.threads(options))).map(({ id }) => id)).toEqual(started.slice(1));
  });
});

describe("items of a thread", () => {
  it("are all told, oldest or newest first, of all turns or of one", async () => {
    await using test = await startTestRuntime();
    test.model.respond(({ inputText }) => message(`${String(inputText)}!`));
    await using client = await connect(test);
    const thread = await client.codex.startThread();
    const first = await thread.run("one");
    await thread.run("two");
    const texts = async (options?: Parameters<typeof thread.items>[0]): Promise<unknown[]> =>
      (await all(thread.items(options))).map(({ item }) =>
        item.type === "agentMessage" ? item.text : item.type,
      );
    expect(await texts({ limit: 1 })).toEqual(["userMessage", "one!", "userMessage", "two!"]);
    expect(await texts({ sortDirection: "desc" })).toEqual(["two!", "userMessage", "one!", "userMessage"]);
    expect(await texts({ turnId: first.id })).toEqual(["userMessage", "one!"]);
    expect(client.count("thread/items/list")).toBeGreaterThan(4);
  });

  it("are refused of a thread that has none stored", async () => {
    await using test = await startTestRuntime();
    await using client = await connect(test);
    const thread = await client.codex.startThread();
    const error: unknown = await all(thread.items()).catch((reason: unknown) => reason);
    expect(isRpcError(error) && error.code).toBe(-32601);
  });
});

describe("models", () => {
  it("are all told at once, the hidden ones where asked for", async () => {
    await using test = await startTestRuntime();
    await using client = await connect(test);
    const models = await client.codex.models();
    const { data } = await client.codex.rpc.model.list({ limit: 1 });
    expect(models.length).toBeGreaterThan(data.length);
    expect(models[0]).toEqual(data[0]);
    expect(models.every(({ hidden }) => !hidden)).toBe(true);
    expect((await client.codex.models({ includeHidden: true })).length).toBeGreaterThan(models.length);
  });
});

it("a thread that is deleted through its handle is gone", async () => {
  await using test = await startTestRuntime();
  test.model.respond(() => message("Hello"));
  await using client = await connect(test);
  const thread = await client.codex.startThread();
  await thread.run("Hi");
  await thread.delete();
  expect(await all(client.codex.threads())).toEqual([]);
  await expect(client.codex.resumeThread(thread.id)).rejects.toMatchObject({ code: -32600 });
});
