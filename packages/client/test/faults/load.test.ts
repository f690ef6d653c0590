import { describe, expect, test, vi } from "vitest";
import { Codex, type TurnEvent } from "../../src/index.js";
import { message, startTestRuntime } from "../../src/testing/index.js";
import { processesOf } from "../support/runtime-processes.js";
import { MemoryTransport, type Sent } from "../support/memory-transport.js";
import { Connection } from "../../src/rpc/connection.js";

// So many messages are not worth a check of each against the schema.
vi.unmock("../../src/transport/stdio/stdio.js");

/** A text of its own for each name: no character of one thread can pass for one of another. */
function textOf(name: string): { readonly text: string; readonly deltas: readonly string[] } {
  const deltas = Array.from({ length: 40 }, (_, n) => `${name}.${String(n)} äöü 日本 😀\n`);
  return { text: deltas.join(""), deltas };
}

interface DeltaParams {
  readonly threadId: string;
  readonly turnId: string;
  readonly delta: string;
}

const deltaOf = (event: TurnEvent): DeltaParams | undefined =>
  event.method === "item/agentMessage/delta" ? event.params : undefined;

describe("on the real runtime", { timeout: 120_000 }, () => {
  test("10,000 requests at once all have their answer", async () => {
    await using runtime = await startTestRuntime();
    await using codex = await Codex.connect({ runtime: runtime.runtime, requestTimeoutMs: 0 });
    const settled = await Promise.allSettled(
      Array.from({ length: 10_000 }, () => codex.rpc.thread.loaded.list({})),
    );
    expect(settled.filter(({ status }) => status === "rejected")).toEqual([]);
  });

  test("50 threads stream at once over one connection, and every character reaches the right one", async () => {
    await using runtime = await startTestRuntime();
    runtime.model.respond(({ inputText }) => {
      const { text, deltas } = textOf(inputText);
      return message(text, { deltas });
    });
    await using codex = await Codex.connect({ runtime: runtime.runtime });
    const streams = Array.from({ length: 50 }, async (_, n) => {
      const name = `thread ${String(n)}`;
      const thread = await codex.startThread();
      const turn = await thread.runStreamed(name);
      let streamed = "";
      for await (const event of turn.events) {
        const params = deltaOf(event);
        if (params === undefined) continue;
        expect([params.threadId, params.turnId]).toEqual([thread.id, turn.id]);
        streamed += params.delta;
      }
      const { finalResponse, status } = await turn.result();
      expect({ streamed, finalResponse, status }).toEqual({
        streamed: textOf(name).text,
        finalResponse: textOf(name).text,
        status: "completed",
      });
      return thread.id;
    });
    expect(new Set(await Promise.all(streams)).size).toBe(50);
  });

  test("20 runtimes work at once in one process, and leave nothing", async () => {
    const listeners = process.listenerCount("exit");
    const homes = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        await using runtime = await startTestRuntime();
        const { text, deltas } = textOf(`runtime ${String(n)}`);
        runtime.model.enqueue(message(text, { deltas }));
        await using codex = await Codex.connect({ runtime: runtime.runtime });
        const thread = await codex.startThread();
        expect((await thread.run("go")).finalResponse).toBe(text);
        return runtime.home;
      }),
    );
    expect(process.listenerCount("exit")).toBe(listeners);
    if (process.platform === "linux") expect(homes.flatMap((home) => processesOf(home))).toEqual([]);
  });
});

describe("a request that may have started a turn is not sent twice", () => {
  async function connect(answer: (transport: MemoryTransport, sent: Sent) => void) {
    const transport = new MemoryTransport();
    transport.serve((sent) => {
      answer(transport, sent);
    });
    const connection = await Connection.open({ transport, retry: { initialDelayMs: 1, maxDelayMs: 1 } });
    return { transport, connection };
  }
  const failureOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason);

  test("after a timeout", async () => {
    const { transport, connection } = await connect(() => undefined);
    const call = connection.request("turn/start", {}, { timeoutMs: 20 });
    expect(await failureOf(call)).toMatchObject({ name: "RequestTimeoutError" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(transport.methods).toEqual(["turn/start"]);
  });

  test("after the connection is lost", async () => {
    const { transport, connection } = await connect((peer) => {
      peer.pushText("gone mad");
    });
    expect(await failureOf(connection.request("turn/start", {}))).toMatchObject({ name: "ProtocolError" });
    await connection.close();
    expect(transport.methods).toEqual(["turn/start"]);
  });

  test.each([-32603, -32600, -32000, -32002])("after an error with the code %d", async (code) => {
    const { transport, connection } = await connect((peer, { id }) => {
      peer.push({ id, error: { code, message: "no" } });
    });
    expect(await failureOf(connection.request("turn/start", {}))).toMatchObject({ code });
    expect(transport.methods).toEqual(["turn/start"]);
  });

  test("but it is after -32001, which says that the server did nothing, within bounds", async () => {
    const { transport, connection } = await connect((peer, { id }) => {
      peer.push({ id, error: { code: -32001, message: "Server overloaded; retry later." } });
    });
    const call = connection.request("turn/start", {}, { timeoutMs: 200 });
    const error = await failureOf(call);
    expect(error).toMatchObject({ name: "RequestTimeoutError" });
    expect(transport.methods.length).toBeGreaterThan(1);
    const sent = transport.methods.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(transport.methods).toHaveLength(sent);
  });
});
