import { linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import { unixSocketTransport } from "../../../src/transport/socket/unix-socket.js";
import { opened } from "./open-fixture.js";
import { tcpPeer, webSocketPeer } from "./socket-servers.js";

// On Windows Node takes such a path for the name of a pipe.
describe.skipIf(process.platform === "win32")("a unix socket", () => {
  let folder = "";
  beforeAll(() => {
    // Characters that mean something in a URL must not.
    folder = mkdtempSync(join(tmpdir(), "codex-typed:?#%20-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const failureOf = (path: string): Promise<unknown> =>
    opened(unixSocketTransport(path)).then(
      () => expect.unreachable("It was opened."),
      (reason: unknown) => reason,
    );

  test("carries a websocket, by whatever path", async () => {
    const path = join(folder, "good.sock");
    await using peer = await webSocketPeer((client) => client.send('{"method":"hello"}'), path);
    const open = await opened(unixSocketTransport(path));
    expect(await open.received(1)).toEqual([{ method: "hello" }]);
    expect(peer.requests[0]?.headers.origin).toBeUndefined();
    await open.channel.close();
    expect(await open.closed).toMatchObject({ reason: "closed" });
  });

  test("that does not exist is named, and how to make it", async () => {
    const path = join(folder, "none.sock");
    const failure = await failureOf(path);
    expect(isConnectionClosedError(failure) && failure).toMatchObject({
      reason: "disconnected",
      message: `${path} does not exist (ENOENT). Check the path, and that the server runs: codex app-server --listen unix://${path}.`,
      cause: { code: "ENOENT" },
    });
  });

  test("that a dead server left behind is told from one that does not exist", async () => {
    const path = join(folder, "stale.sock");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    // Node removes the file that it made: what stays is the other name of it.
    const stale = join(folder, "stale-2.sock");
    linkSync(path, stale);
    await new Promise((resolve) => server.close(resolve));
    expect(String(await failureOf(stale))).toContain(`${stale} is where nobody listens (ECONNREFUSED)`);
  });

  test("that is a file is refused", async () => {
    const path = join(folder, "plain");
    writeFileSync(path, "");
    const failure = await failureOf(path);
    expect(isConnectionClosedError(failure) && failure.message).toMatch(
      /is where nobody listens|is no socket/,
    );
  });

  test("that speaks newline-delimited JSON is no app-server's", async () => {
    const path = join(folder, "ndjson.sock");
    await using _peer = await tcpPeer((stream) => stream.write('{"method":"hello"}\n'), path);
    expect(await failureOf(path)).toSatisfy(isProtocolError);
  });
});
