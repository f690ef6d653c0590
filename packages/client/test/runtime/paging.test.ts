import { describe, expect, it } from "vitest";

import { isRpcError } from "../../src/index.js";
import { message } from "../../src/testing/index.js";
import { recording } from "../support/recording-transport.js";
import { sharing } from "../support/shared-codex.js";
import { startWrapped } from "../support/wrapped-codex.js";

const share = sharing(() => startWrapped(recording));

/** A client of a home without threads, and how often it has sent a method since. */
async function start() {
  const test = await share();
  const before = test.transport.sent.length;
  const count = (method: string): number =>
    test.transport.methods.slice(before).filter((sent) => sent === method).length;
  return { ...test, count };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("threads", () => {
  it("are all told, in order, a page fetched when it is needed and none after the loop is left", async () => {
    await using test = await start();
    test.model.respond(() => message("Hello"));
    const { codex, count } = test;
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
    await using test = await start();
    test.model.respond(({ inputText }) => message(`${String(inputText)}!`));
    const thread = await test.codex.startThread();
    const first = await thread.run("one");
    await thread.run("two");
    const texts = async (options?: Parameters<typeof thread.items>[0]): Promise<unknown[]> =>
      (await all(thread.items(options))).map(({ item }) =>
        item.type === "agentMessage" ? item.text : item.type,
      );
    expect(await texts({ limit: 1 })).toEqual(["userMessage", "one!", "userMessage", "two!"]);
    expect(await texts({ sortDirection: "desc" })).toEqual(["two!", "userMessage", "one!", "userMessage"]);
    expect(await texts({ turnId: first.id })).toEqual(["userMessage", "one!"]);
    expect(test.count("thread/items/list")).toBeGreaterThan(4);
  });

  it("are refused of a thread that has none stored", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    const error: unknown = await all(thread.items()).catch((reason: unknown) => reason);
    expect(isRpcError(error) && error.code).toBe(-32601);
  });
});

describe("models", () => {
  it("are all told at once, the hidden ones where asked for", async () => {
    await using test = await start();
    const models = await test.codex.models();
    const { data } = await test.codex.rpc.model.list({ limit: 1 });
    expect(models.length).toBeGreaterThan(data.length);
    expect(models[0]).toEqual(data[0]);
    expect(models.every(({ hidden }) => !hidden)).toBe(true);
    expect((await test.codex.models({ includeHidden: true })).length).toBeGreaterThan(models.length);
  });
});

it("a thread that is deleted through its handle is gone", async () => {
  await using test = await start();
  test.model.respond(() => message("Hello"));
  const thread = await test.codex.startThread();
  await thread.run("Hi");
  await thread.delete();
  expect(await all(test.codex.threads())).toEqual([]);
  await expect(test.codex.resumeThread(thread.id)).rejects.toMatchObject({ code: -32600 });
});
