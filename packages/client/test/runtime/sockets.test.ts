import { afterAll, describe, expect, it } from "vitest";

import {
  Codex,
  isConnectionClosedError,
  unixSocketTransport,
  webSocketTransport,
  type ApprovalRequest,
  type Transport,
} from "../../src/index.js";
import {
  message,
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntime,
  type ListeningRuntimeOptions,
  type TestRuntime,
} from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { collect, textOf } from "../support/notifications.js";

const token = "a-token-that-only-this-test-knows";

interface Server extends AsyncDisposable {
  readonly test: TestRuntime;
  readonly runtime: ListeningRuntime;
}

const servers: Promise<Server>[] = [];
afterAll(async () => {
  for (const server of servers) await (await server)[Symbol.asyncDispose]();
});

/** A server that listens so, for all tests of this file: it is started for the first one. */
function listening(options: ListeningRuntimeOptions): () => Promise<Server> {
  let server: Promise<Server> | undefined;
  const start = async (): Promise<Server> => {
    const test = await startTestRuntime();
    const runtime = await startListeningRuntime(test, options);
    return {
      test,
      runtime,
      async [Symbol.asyncDispose]() {
        await runtime[Symbol.asyncDispose]();
        await test[Symbol.asyncDispose]();
      },
    };
  };
  return () => {
    if (server === undefined) servers.push((server = start()));
    return server;
  };
}

const serve = listening({});
const serveGuarded = listening({ token });
const serveSocket = listening({ listen: "unix" });

describe.each<[string, typeof serve, (runtime: ListeningRuntime) => Transport]>([
  [
    "a websocket",
    serve,
    ({ address }) => webSocketTransport({ url: address, keepAlive: { intervalMs: 50 } }),
  ],
  ["a websocket with a token", serveGuarded, ({ address }) => webSocketTransport({ url: address, token })],
  [
    "a websocket with a token file",
    serveGuarded,
    ({ address, tokenFile }) => webSocketTransport({ url: address, tokenFile: tokenFile ?? "" }),
  ],
  [
    "a unix socket",
    serveSocket,
    ({ address }) => unixSocketTransport(address, { keepAlive: { intervalMs: 50 } }),
  ],
])("the real runtime over %s", (_, server, transportTo) => {
  it("streams a turn, to the last character", async () => {
    const { test, runtime } = await server();
    await using codex = await Codex.connect({ transport: transportTo(runtime) });
    const thread = await codex.startThread({ cwd: test.home.workspace });
    const text = "zwölf Boxkämpfer ".repeat(200);
    test.model.enqueue(message(text, { deltas: 200 }));
    const turn = await thread.runStreamed("Hi");
    expect(textOf(await collect(turn.events))).toBe(text);
    expect(await turn.result()).toMatchObject({ status: "completed", finalResponse: text });
  });

  it.each([
    ["accept", true],
    ["decline", false],
  ] as const)("asks for an approval: %s", async (decision, made) => {
    const { test, runtime } = await server();
    const asked: ApprovalRequest[] = [];
    await using codex = await Codex.connect({
      transport: transportTo(runtime),
      onApproval: (request) => {
        asked.push(request);
        return decision;
      },
    });
    const thread = await codex.startThread({ cwd: test.home.workspace, approvalMode: "ask" });
    const file = scriptEscalation(test);
    expect((await thread.run("Write it")).finalResponse).toBe("Done");
    expect(asked).toMatchObject([{ kind: "command", threadId: thread.id }]);
    expect(file.exists).toBe(made);
  });

  it("lives on when a client leaves, with the thread", async () => {
    const { test, runtime } = await server();
    const first = await Codex.connect({ transport: transportTo(runtime) });
    const { id } = await first.startThread({ cwd: test.home.workspace });
    await first.close();
    await expect(first.closed).resolves.toMatchObject({ reason: "closed" });
    await using second = await Codex.connect({ transport: transportTo(runtime) });
    expect((await second.rpc.thread.loaded.list({})).data).toContain(id);
  });

  it("answers 2000 requests that are made at once", async () => {
    const { runtime } = await server();
    await using codex = await Codex.connect({ transport: transportTo(runtime) });
    const answers = await Promise.all(Array.from({ length: 2_000 }, () => codex.rpc.thread.loaded.list({})));
    expect(answers).toHaveLength(2_000);
  });
});

describe("the real runtime", () => {
  it.each([
    ["no token", undefined, "give token or tokenFile"],
    ["a wrong token", "wrong", "Check that the token"],
  ])("refuses a client with %s", async (_, given, hint) => {
    const { runtime } = await serveGuarded();
    const error: unknown = await Codex.connect({
      transport: webSocketTransport({ url: runtime.address, token: given }),
    }).catch((reason: unknown) => reason);
    expect(isConnectionClosedError(error) && error.reason).toBe("denied");
    expect(String(error)).toContain(hint);
    expect(String(error)).not.toContain("wrong");
  });

  it.runIf(process.platform !== "win32")("that stands still is noticed by the pings", async () => {
    await using test = await startTestRuntime();
    await using runtime = await startListeningRuntime(test);
    const keepAlive = { intervalMs: 50, timeoutMs: 200 };
    await using codex = await Codex.connect({
      transport: webSocketTransport({ url: runtime.address, keepAlive, closeGraceMs: 50 }),
    });
    // It answers pings for as long as it can.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await codex.rpc.thread.loaded.list({});
    process.kill(runtime.pid, "SIGSTOP");
    try {
      expect(await codex.closed).toMatchObject({ reason: "disconnected" });
    } finally {
      process.kill(runtime.pid, "SIGCONT");
    }
  });

  it("that is killed ends the connection and what runs over it", async () => {
    await using test = await startTestRuntime();
    await using runtime = await startListeningRuntime(test);
    await using codex = await Codex.connect({ transport: webSocketTransport({ url: runtime.address }) });
    process.kill(runtime.pid, "SIGKILL");
    const end = await codex.closed;
    expect(end).toMatchObject({ reason: "disconnected" });
    await expect(codex.startThread()).rejects.toBe(end);
  });
});

it("a runtime that cannot listen says why", async () => {
  await using test = await startTestRuntime({ env: { CODEX_HOME: "/nowhere" } });
  await expect(startListeningRuntime(test)).rejects.toMatchObject({
    name: "TestingError",
    message: expect.stringContaining("CODEX_HOME"),
  });
});
