import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

import {
  Codex,
  isConnectionClosedError,
  isRuntimeNotFoundError,
  isUsageError,
  RUNTIME_VERSION,
} from "../../src/index.js";
import { message, startTestCodex, startTestRuntime } from "../../src/testing/index.js";
import { stdioTransport } from "../../src/transport/stdio/stdio.js";
import { runtimeVersion } from "../support/older-runtime.js";
import { sharing } from "../support/shared-codex.js";
import { processesOf } from "../support/runtime-processes.js";

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "connected",
    (reason: unknown) => reason,
  );

describe("connect", () => {
  it.each(["/nowhere/codex", "codex", ""])("does not fall back from the broken path %j", async (path) => {
    const error = await refusal(Codex.connect({ runtime: { path } }));
    expect(isRuntimeNotFoundError(error)).toBe(true);
  });

  it.each<[string, number, (error: unknown) => boolean]>([
    ["a file that may not be executed", 0o644, isRuntimeNotFoundError],
    // The system takes it for a shell script.
    ["a file that is no binary", 0o755, isConnectionClosedError],
  ])("does not fall back from %s", async (_, mode, isExpected) => {
    const folder = await mkdtemp(join(tmpdir(), "codex-typed-"));
    try {
      const path = join(folder, "codex");
      await writeFile(path, "exit 3", { mode });
      expect(isExpected(await refusal(Codex.connect({ runtime: { path } })))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuses a transport and a runtime together", async () => {
    const options = { transport: stdioTransport(), runtime: {} } as never;
    const error = await refusal(Codex.connect(options));
    expect(isUsageError(error) && error.option).toBe("transport");
  });

  it("tells why a runtime ended that never answered", async () => {
    const env = { CODEX_HOME: "/nowhere/home", PATH: process.env["PATH"] };
    const error = await refusal(Codex.connect({ runtime: { env } }));
    expect(isConnectionClosedError(error) && error).toMatchObject({ reason: "exited", exitCode: 1 });
    expect(isConnectionClosedError(error) && error.stderrTail).toContain("/nowhere/home");
  });

  it("rejects with the reason of an abort, and leaves nothing running", async () => {
    await using test = await startTestRuntime();
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const connecting = Codex.connect({ runtime: test.runtime, signal: controller.signal });
    queueMicrotask(() => {
      controller.abort(reason);
    });
    expect(await refusal(connecting)).toBe(reason);
    // It was killed, which takes the system a moment.
    if (process.platform === "linux")
      await vi.waitFor(() => expect(processesOf(test.home)).toEqual([]), 5_000);
  });

  it("hands the runtime its settings, over those of its home", async () => {
    await using test = await startTestRuntime();
    const config = {
      sandbox_mode: "read-only",
      features: { plugins: false },
      profiles: { mine: { model: 'with "quotes" and \\' } },
      project_doc_max_bytes: 1234,
    };
    await using codex = await Codex.connect({ runtime: { ...test.runtime, config } });
    const { config: read } = await codex.rpc.config.read({});
    expect(read).toMatchObject({
      sandbox_mode: "read-only",
      model: "mock-model",
      profiles: { mine: { model: 'with "quotes" and \\' } },
      project_doc_max_bytes: 1234,
    });
    expect((await codex.startThread()).settings.sandbox.type).toBe("readOnly");
  });

  it("tells what the server said of itself", async () => {
    await using test = await startTestCodex({
      clientInfo: { name: "my_client", title: null, version: "1.0.0" },
    });
    expect(test.codex.server).toMatchObject({
      version: runtimeVersion,
      generatedFor: RUNTIME_VERSION,
      codexHome: test.home.codexHome,
      platformOs:
        process.platform === "darwin" ? "macos" : process.platform === "win32" ? "windows" : "linux",
    });
    expect(test.codex.server.userAgent).toContain("my_client/");
  });
});

const start = sharing(() => startTestCodex());

describe("codex.on", () => {
  it("hears notifications of its method, of any thread, until disposed", async () => {
    await using test = await start();
    const heard: string[] = [];
    const subscription = test.codex.on("turn/completed", ({ threadId }) => heard.push(threadId));
    const [one, other] = [await test.codex.startThread(), await test.codex.startThread()];
    test.model.enqueue(message("a"), message("b"), message("c"));
    await one.run("Hi");
    await other.run("Hi");
    subscription[Symbol.dispose]();
    await one.run("Hi");
    expect(heard).toEqual([one.id, other.id]);
  });
});

describe("stored threads", () => {
  it("can be named, read, listed, archived and brought back", async () => {
    await using test = await start();
    test.model.enqueue(message("Hello"));
    const thread = await test.codex.startThread();
    await thread.run("Hi");
    await thread.setName("Mine");
    expect((await thread.read()).thread).toMatchObject({ id: thread.id, name: "Mine" });
    const listed = async (archived: boolean) =>
      (await test.codex.listThreads({ archived })).data.map(({ id }) => id);
    expect(await listed(false)).toEqual([thread.id]);
    await thread.archive();
    expect([await listed(false), await listed(true)]).toEqual([[], [thread.id]]);
    expect((await test.codex.unarchiveThread(thread.id)).thread.id).toBe(thread.id);
    expect(await listed(false)).toEqual([thread.id]);
    await test.codex.archiveThread(thread.id);
    expect(await listed(true)).toEqual([thread.id]);
  });
});
