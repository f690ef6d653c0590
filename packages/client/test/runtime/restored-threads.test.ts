import { describe, expect, it, vi } from "vitest";

import { Codex, webSocketTransport, type ConnectionChange, type Thread } from "../../src/index.js";
import { gate, message } from "../../src/testing/index.js";
import { race, racingPrompt, scriptRaces, watchTurns } from "../support/races.js";
import { quick } from "../support/reconnecting.js";
import { recording } from "../support/recording-transport.js";
import { sharingServer } from "../support/shared-codex.js";
import { startTcpProxy } from "../support/tcp-proxy.js";
import { startTestServer, type TestServer } from "../support/test-server.js";

const strictly = { approvalMode: "deny_all", sandbox: "read_only" } as const;

const serve = sharingServer(() => startTestServer());

/** A client that reconnects, whose requests are kept, and another one that has a connection of its own. */
async function startSide(start: () => Promise<TestServer> = serve) {
  const test = await start();
  const proxy = await startTcpProxy(test.listening.address);
  const transport = recording(webSocketTransport({ url: proxy.url, closeGraceMs: 100 }));
  const codex = await Codex.connect({ transport, reconnect: quick });
  const other = await Codex.connect({ transport: test.transport });
  scriptRaces(test.model);
  return {
    ...test,
    proxy,
    codex,
    other,
    /** Which threads were resumed, in order. */
    resumed: (): unknown[] =>
      transport.sent
        .map((text) => JSON.parse(text) as { method?: string; params?: { threadId?: string } })
        .flatMap(({ method, params }) => (method === "thread/resume" ? [params?.threadId] : [])),
    /** Breaks the connection, and waits until it is restored. */
    async break(meanwhile: () => Promise<void> = () => Promise.resolve()) {
      const back = new Promise<Extract<ConnectionChange, { state: "connected" }>>((resolve) => {
        const subscription = codex.onConnectionChange((change) => {
          if (change.state !== "connected") return;
          subscription[Symbol.dispose]();
          resolve(change);
        });
      });
      proxy.refuse(true);
      proxy.cut();
      await meanwhile();
      proxy.refuse(false);
      return back;
    },
    async [Symbol.asyncDispose]() {
      await codex.close();
      await other.close();
      await proxy[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

async function startDone(codex: Codex): Promise<Thread> {
  const thread = await codex.startThread(strictly);
  await thread.run("Hi");
  return thread;
}

const idsOf = (threads: readonly Thread[]): string[] => threads.map(({ id }) => id).sort();

describe("after a break of the connection", () => {
  it("only the thread on which a turn runs is resumed, and those that wait for their next use are named", async () => {
    await using side = await startSide();
    const { codex, model } = side;
    const threads: Thread[] = [];
    for (let i = 0; i < 12; i += 1) threads.push(await startDone(codex));
    const [deleted, unsubscribed, kept] = [threads.slice(0, 2), threads.slice(2, 4), threads.slice(4)];
    for (const thread of deleted) await thread.delete();
    for (const { id } of unsubscribed) await codex.rpc.thread.unsubscribe({ threadId: id });
    const held = gate(message("Late"));
    model.respond(({ inputText }) => (inputText === "slowly" ? held : undefined));
    const used = await codex.startThread(strictly);
    const turn = await used.runStreamed("slowly");
    await held.reached;

    const change = await side.break();
    expect(side.resumed()).toEqual([used.id]);
    expect(change).toMatchObject({ state: "connected", lostThreads: [] });
    expect([...change.unsubscribedThreads].sort()).toEqual(idsOf(kept));
    held.release();
    expect(await turn.result()).toMatchObject({ status: "completed", finalResponse: "Late", gap: true });

    // Each is resumed when it is used, and is then heard to the end.
    for (const thread of kept.slice(0, 2)) {
      expect(await thread.run("again")).toMatchObject({ status: "completed", finalResponse: "Other" });
      expect(await thread.run("and again")).toMatchObject({ status: "completed", finalResponse: "Other" });
    }
    expect(new Set(side.resumed())).toEqual(new Set([used.id, ...idsOf(kept.slice(0, 2))]));
  });

  it("a second break names the same threads again, and resumes none of them", async () => {
    await using side = await startSide();
    const threads = [await startDone(side.codex), await startDone(side.codex)];
    for (let breaks = 0; breaks < 2; breaks += 1) {
      const { lostThreads, unsubscribedThreads } = await side.break();
      expect(lostThreads).toEqual([]);
      expect([...unsubscribedThreads].sort()).toEqual(idsOf(threads));
    }
    expect(side.resumed()).toEqual([]);
  });

  it("a thread holds to its mode and sandbox at its next use, though another client has widened it meanwhile", async () => {
    await using side = await startSide();
    const { codex, home, other } = side;
    const thread = await startDone(codex);
    const turns = watchTurns(other);
    await side.break(async () => {
      const widened = await other.resumeThread(thread.id, { approvalMode: "auto_review" });
      await turns.over((await widened.run("other", { sandbox: "full_access" })).id);
    });
    expect(side.resumed()).toEqual([]);
    const prompt = racingPrompt(home);
    expect(await race(thread, prompt)).toEqual({ kind: "own" });
    expect(prompt.wrote).toBe(false);
    expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
  });

  it("a thread that the runtime has unloaded meanwhile runs again at its next use, in its mode and sandbox", async () => {
    await using side = await startSide(() =>
      startTestServer({ thread_unload_delay_secs: 1, sandbox_mode: "danger-full-access" }),
    );
    const { codex, home, other } = side;
    const thread = await startDone(codex);
    await side.break(() =>
      vi.waitFor(
        async () => {
          expect((await other.rpc.thread.loaded.list({})).data).not.toContain(thread.id);
        },
        { timeout: 10_000, interval: 100 },
      ),
    );
    expect(side.resumed()).toEqual([]);
    const prompt = racingPrompt(home);
    expect(await race(thread, prompt)).toEqual({ kind: "own" });
    expect(prompt.wrote).toBe(false);
    expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
  });
});
