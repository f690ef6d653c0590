import { describe, expect, test, vi } from "vitest";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import { isAlive, openFixture, type Opened } from "./open-fixture.js";

/** The end as the sink was told, once the process is gone; it must have been told once. */
async function endOf({ channel, closed, ends }: Opened) {
  const end = await closed;
  await channel.close();
  expect(ends()).toBe(1);
  return end;
}

const onPosix = describe.skipIf(process.platform === "win32");

describe("a process that ends by itself", () => {
  test("is reported with its exit code and what it said on stderr", async () => {
    const end = await endOf(await openFixture("exit-with-stderr"));
    expect(end).toSatisfy(isConnectionClosedError);
    expect(end).toMatchObject({
      reason: "exited",
      exitCode: 7,
      signal: null,
      stderrTail: "first line\nError: CODEX_HOME points to /nowhere",
    });
    expect(end.message).toMatch(/exited with code 7.*CODEX_HOME points to \/nowhere/s);
  });

  test("takes what is sent to it afterwards in silence", async () => {
    const opened = await openFixture("exit-with-stderr");
    opened.channel.send("{}");
    const end = await endOf(opened);
    opened.channel.send("{}");
    expect(end).toMatchObject({ reason: "exited", exitCode: 7 });
  });
});

onPosix("a process that dies", () => {
  test("in the middle of a message: it is not delivered, but told of", async () => {
    const opened = await openFixture("die-mid-frame");
    const end = await endOf(opened);
    expect(opened.messages).toEqual([{ method: "whole" }]);
    expect(end).toMatchObject({ reason: "exited", exitCode: null, signal: "SIGKILL" });
    expect(end.message).toMatch(/was killed by SIGKILL.*in the middle of a message: \{"method":"hal/);
  });

  test("is heard to its last word before its end is told", async () => {
    const opened = await openFixture("last-words");
    let atEnd = 0;
    void opened.closed.then(() => (atEnd = opened.messages.length));
    await endOf(opened);
    expect(atEnd).toBe(500);
  });

  test("is heard to its last word by a client that is busy meanwhile", async () => {
    const opened = await openFixture("last-words");
    await opened.received(1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    await endOf(opened);
    expect(opened.messages).toHaveLength(500);
  });
});

describe("close", () => {
  test("ends stdin, which is enough for a good process", async () => {
    const opened = await openFixture("echo");
    await opened.received(1);
    await opened.channel.close();
    expect(await endOf(opened)).toMatchObject({ reason: "closed", exitCode: 0, signal: null });
  });

  test("is idempotent, and everyone waits for the same end", async () => {
    const opened = await openFixture("echo");
    const [hello] = await opened.received(1);
    await Promise.all([opened.channel.close(), opened.channel.close()]);
    expect(isAlive(hello?.params.pid ?? 0)).toBe(false);
    await opened.channel.close();
    expect(opened.ends()).toBe(1);
  });

  onPosix("of a process that ignores", () => {
    test.each([
      ["the end of its stdin: SIGTERM", [], "SIGTERM"],
      ["SIGTERM too: SIGKILL", ["--ignore-sigterm"], "SIGKILL"],
    ])("%s", async (_, args, signal) => {
      const opened = await openFixture("deaf", args);
      await opened.received(1);
      await opened.channel.close();
      expect(await endOf(opened)).toMatchObject({ reason: "closed", exitCode: null, signal });
    });
  });

  test("leaves no process and no exit listener, with many at a time", async () => {
    const before = process.listenerCount("exit");
    const opened = await Promise.all(Array.from({ length: 12 }, () => openFixture("exit-with-stderr")));
    expect(process.listenerCount("exit")).toBe(before + 1);
    await Promise.all(opened.map(endOf));
    expect(process.listenerCount("exit")).toBe(before);
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain("ProcessWrap"));
  });
});

onPosix("what the process itself started", () => {
  test("goes with it", async () => {
    const opened = await openFixture("with-grandchild");
    const [hello] = await opened.received(1);
    await opened.channel.close();
    await vi.waitFor(() => expect(isAlive(hello?.params.pid ?? 0)).toBe(false));
    expect(await endOf(opened)).toMatchObject({ reason: "closed", exitCode: 0 });
  });

  test("cannot hold up the end by holding stdout open, where it escaped", async () => {
    const opened = await openFixture("with-grandchild", ["--escape"]);
    const [hello] = await opened.received(1);
    try {
      await opened.channel.close();
      expect(await endOf(opened)).toMatchObject({ reason: "closed", exitCode: 0 });
    } finally {
      if (hello !== undefined) process.kill(hello.params.pid, "SIGKILL");
    }
  });
});

test("a flood on stderr neither blocks the process nor is kept whole", async () => {
  const opened = await openFixture("flood-stderr");
  await opened.received(1);
  await opened.channel.close();
  const end = await endOf(opened);
  if (!isConnectionClosedError(end)) return expect.unreachable();
  expect(end.stderrTail).toMatch(/^ä+\n[^]*the end$/);
  expect(Buffer.byteLength(end.stderrTail)).toBeLessThanOrEqual(8 * 1024);
});

test("a message over the bound ends the connection at once, and the process with it", async () => {
  const opened = await openFixture("long-line", [], { maxMessageBytes: 100_000 });
  const end = await endOf(opened);
  expect(end).toSatisfy(isProtocolError);
  expect(end.message).toMatch(/longer than 100000 bytes/);
  expect(opened.messages).toEqual([{ method: "short" }]);
});

onPosix("a process that lives on but", () => {
  test("takes no input is ended", async () => {
    const opened = await openFixture("close-stdin");
    await opened.received(1);
    opened.channel.send("{}");
    expect(await endOf(opened)).toMatchObject({
      reason: "disconnected",
      signal: "SIGTERM",
      cause: { code: "EPIPE" },
    });
  });

  test("says nothing any more is ended", async () => {
    expect(await endOf(await openFixture("close-stdout"))).toMatchObject({
      reason: "disconnected",
      signal: "SIGTERM",
    });
  });
});
