import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import type { Transport } from "../../../src/transport/transport.js";
import { webSocketTransport } from "../../../src/transport/socket/web-socket.js";
import { leaksOf, secret } from "../../support/secrets.js";
import { httpPeer, tcpPeer, webSocketPeer } from "./socket-servers.js";

/** What dialling rejects with; the sink must hear of nothing. */
async function failureOf(transport: Transport, signal?: AbortSignal): Promise<Error> {
  const heard: unknown[] = [];
  const sink = { message: (text: string) => heard.push(text), closed: (end: Error) => heard.push(end) };
  const failure: unknown = await transport.open(sink, signal === undefined ? {} : { signal }).then(
    () => expect.unreachable("It was opened."),
    (reason: unknown) => reason,
  );
  expect(heard).toEqual([]);
  if (!(failure instanceof Error)) return expect.unreachable("It is no error.");
  return failure;
}

const sink = { message: () => undefined, closed: () => undefined };

describe("what is sent", () => {
  test("has the token, the headers and the query, and nothing that a browser would add", async () => {
    await using peer = await webSocketPeer();
    const url = `${peer.url}/path?key=value`;
    const channel = await webSocketTransport({ url, token: secret, headers: { "X-Mine": "1" } }).open(sink);
    await channel.close();
    const [request] = peer.requests;
    expect(request?.url).toBe("/path?key=value");
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${secret}`, "x-mine": "1" });
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual(
      [
        "authorization",
        "connection",
        "host",
        "sec-websocket-key",
        "sec-websocket-version",
        "upgrade",
        "x-mine",
      ].sort(),
    );
  });

  test("has the token that the file holds when it is dialled", async () => {
    await using peer = await webSocketPeer();
    const folder = mkdtempSync(join(tmpdir(), "codex-typed-token-"));
    const tokenFile = join(folder, "token");
    const transport = webSocketTransport({ url: peer.url, tokenFile });
    for (const token of ["first", "second"]) {
      writeFileSync(tokenFile, `  ${token}\r\n`);
      await (await transport.open(sink)).close();
    }
    rmSync(folder, { recursive: true });
    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
  });
});

describe("a server that does not open a websocket", () => {
  test.each([
    [401, "Check that the token", "denied"],
    [403, "Origin", "denied"],
    [503, "Check the URL", "disconnected"],
  ])("but answers %i", async (status, hint, reason) => {
    await using peer = await httpPeer((request, response) => {
      response.writeHead(status, { "X-Echo": String(request.headers.authorization) });
    });
    const url = `${peer.url}/codex?key=${secret}`;
    const failure = await failureOf(webSocketTransport({ url, token: secret }));
    expect(isConnectionClosedError(failure) && failure.reason).toBe(reason);
    expect(failure.message).toContain(`${peer.url}/codex answered with HTTP ${String(status)}`);
    expect(failure.message).toContain(hint);
    expect(leaksOf(failure)).toEqual([]);
    await vi.waitFor(() => expect(peer.open.size).toBe(0));
  });

  test("for want of a token says that one is wanted", async () => {
    await using peer = await httpPeer((_, response) => response.writeHead(401));
    expect((await failureOf(webSocketTransport({ url: peer.url }))).message).toContain(
      "give token or tokenFile",
    );
  });

  test("but redirects is not followed", async () => {
    await using elsewhere = await webSocketPeer();
    await using peer = await httpPeer((_, response) => response.writeHead(302, { Location: elsewhere.url }));
    const failure = await failureOf(webSocketTransport({ url: peer.url, token: secret }));
    expect(isProtocolError(failure) && failure.message).toMatch(/HTTP 302, a redirect.*give the URL/s);
    expect(elsewhere.requests).toEqual([]);
  });

  test("but a page is not taken for an app-server", async () => {
    await using peer = await httpPeer((_, response) => response.writeHead(200));
    const failure = await failureOf(webSocketTransport({ url: peer.url, token: secret }));
    expect(isProtocolError(failure) && failure.excerpt).toBe("HTTP/1.1 200");
    expect(failure.message).toContain("instead of opening a websocket");
  });

  test("but echoes what it gets does not bring the token into the error", async () => {
    await using peer = await tcpPeer((stream) => stream.pipe(stream));
    const failure = await failureOf(webSocketTransport({ url: peer.url, token: secret }));
    expect(isProtocolError(failure) && failure.message).toContain("does not speak HTTP");
    expect(leaksOf(failure)).toEqual([]);
  });

  test("but a wrong key is no websocket", async () => {
    const answer =
      "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n";
    await using peer = await tcpPeer((stream) => stream.once("data", () => stream.write(answer)));
    const failure = await failureOf(webSocketTransport({ url: peer.url }));
    expect(isProtocolError(failure) && failure.message).toContain("does not speak websocket");
    await vi.waitFor(() => expect(peer.open.size).toBe(0));
  });

  test("but hangs up", async () => {
    await using peer = await tcpPeer((stream) => stream.once("data", () => stream.destroy()));
    const failure = await failureOf(webSocketTransport({ url: peer.url, token: secret }));
    expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
    expect(failure.message).toContain("hung up during the handshake");
    expect(leaksOf(failure)).toEqual([]);
  });

  test.each([
    ["says nothing", (stream: Socket) => void stream.resume()],
    [
      "dribbles",
      (stream: Socket) => {
        const dribble = setInterval(() => stream.write("H"), 20);
        stream.write("HTTP/1.1 200 ");
        stream.once("close", () => clearInterval(dribble));
      },
    ],
  ])("but %s is given up after the timeout", async (_, conduct) => {
    await using peer = await tcpPeer(conduct);
    const failure = await failureOf(
      webSocketTransport({ url: peer.url, token: secret, handshakeTimeoutMs: 100 }),
    );
    expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
    expect(failure.message).toContain(`${peer.url}/ did not take the connection within 100 ms`);
    await vi.waitFor(() => expect(peer.open.size).toBe(0));
  });
});

test("nobody there is told with the place and what to do", async () => {
  const peer = await tcpPeer(() => undefined);
  await peer[Symbol.asyncDispose]();
  const failure = await failureOf(webSocketTransport({ url: `${peer.url}/?key=${secret}`, token: secret }));
  expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
  expect(failure.message).toBe(
    `${peer.url}/ is where nobody listens (ECONNREFUSED). Check the URL, and that the server runs: codex app-server --listen ws://IP:PORT.`,
  );
  expect(failure.cause).toMatchObject({ code: "ECONNREFUSED" });
  expect(leaksOf(failure)).toEqual([]);
});

describe("an abort", () => {
  test("before the dial sends nothing", async () => {
    await using peer = await webSocketPeer();
    const reason = new Error("enough");
    expect(await failureOf(webSocketTransport({ url: peer.url }), AbortSignal.abort(reason))).toBe(reason);
    expect(peer.requests).toEqual([]);
  });

  test("during the handshake rejects with its reason and leaves nothing open", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    await using peer = await tcpPeer((stream) => stream.once("data", () => controller.abort(reason)));
    expect(await failureOf(webSocketTransport({ url: peer.url }), controller.signal)).toBe(reason);
    await vi.waitFor(() => expect(peer.open.size).toBe(0));
  });

  test("after it is nobody's any more", async () => {
    await using peer = await webSocketPeer();
    const controller = new AbortController();
    const ends: Error[] = [];
    const transport = webSocketTransport({ url: peer.url });
    const channel = await transport.open(
      { ...sink, closed: (end) => ends.push(end) },
      { signal: controller.signal },
    );
    controller.abort();
    await channel.close();
    expect(ends).toMatchObject([{ reason: "closed" }]);
  });
});
