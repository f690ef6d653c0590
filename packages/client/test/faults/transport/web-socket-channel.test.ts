import { execFile } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import {
  webSocketTransport,
  type WebSocketTransportOptions,
} from "../../../src/transport/socket/web-socket.js";
import { compiled } from "../../support/compiled.js";
import { opened, type Opened } from "./open-fixture.js";
import { webSocketPeer, type WebSocketPeer } from "./socket-servers.js";

interface Pair extends Opened, AsyncDisposable {
  readonly peer: WebSocketPeer;
  readonly client: WebSocket;
  /** The server's end of the connection. */
  readonly stream: Socket;
}

/** A client and a server with an open websocket between them. */
async function pair(
  options: Partial<WebSocketTransportOptions> = {},
  onClient: (client: WebSocket, stream: Socket) => void = () => undefined,
): Promise<Pair> {
  let found: { client: WebSocket; stream: Socket } | undefined;
  const peer = await webSocketPeer((client, stream) => {
    found = { client, stream };
    onClient(client, stream);
  });
  const open = await opened(webSocketTransport({ url: peer.url, ...options }));
  if (found === undefined) return expect.unreachable("Nobody came.");
  return {
    ...open,
    ...found,
    peer,
    async [Symbol.asyncDispose]() {
      await open.channel.close();
      expect(open.ends()).toBe(1);
      await peer[Symbol.asyncDispose]();
    },
  };
}

describe("messages", () => {
  test("arrive whole and in order, also one that comes with the handshake and one in fragments", async () => {
    await using side = await pair({}, (client) => {
      client.send('{"method":"first"}');
      client.send('{"method":"se', { fin: false });
      client.send('cond ✓"}', { fin: true });
      for (let i = 0; i < 500; i += 1) client.send(`{"method":"${String(i)}"}`);
    });
    const messages = await side.received(502);
    expect(messages.slice(0, 2)).toEqual([{ method: "first" }, { method: "second ✓" }]);
    expect(messages.slice(2)).toEqual(Array.from({ length: 500 }, (_, i) => ({ method: String(i) })));
  });

  test("leave as uncompressed text, all of them before the close", async () => {
    const received: string[] = [];
    const side = await pair({}, (client) => {
      client.on("message", (data: Buffer, isBinary) =>
        received.push(`${String(isBinary)} ${data.toString()}`),
      );
    });
    expect(side.client.extensions).toBe("");
    const long = "x".repeat(5_000_000);
    side.channel.send("one");
    side.channel.send(long);
    await side[Symbol.asyncDispose]();
    expect(received).toEqual(["false one", `false ${long}`]);
  });

  test("that are sent after the end go nowhere, in silence", async () => {
    await using side = await pair();
    side.stream.destroy();
    side.channel.send("{}");
    await side.closed;
    side.channel.send("{}");
    await side.channel.close();
    side.channel.send("{}");
  });
});

describe("what is not the protocol ends the connection", () => {
  test.each<[string, (client: WebSocket, stream: Socket) => void, string]>([
    ["a binary frame", (client) => client.send(Buffer.from("{}")), "sent a binary message"],
    ["a message over the bound", (client) => client.send("x".repeat(1001)), "longer than 1000 bytes"],
    [
      "a message over the bound in fragments",
      (client) => {
        client.send("x".repeat(600), { fin: false });
        client.send("x".repeat(600), { fin: true });
      },
      "longer than 1000 bytes",
    ],
    // FIN, text, 1 byte: 0xff is no UTF-8.
    ["text that is no UTF-8", (_, stream) => stream.write(Buffer.from([0x81, 0x01, 0xff])), "invalid UTF-8"],
    ["no frame", (_, stream) => stream.write("garbage"), "broke the websocket protocol"],
  ])("%s", async (_, misbehave, message) => {
    await using side = await pair({ maxMessageBytes: 1000 });
    side.client.send('{"method":"good"}');
    misbehave(side.client, side.stream);
    const end = await side.closed;
    expect(isProtocolError(end) && end.message).toContain(message);
    expect(side.messages).toEqual([{ method: "good" }]);
    await vi.waitFor(() => expect(side.peer.open.size).toBe(0));
  });

  test("but a message of just the bound is none of that", async () => {
    await using side = await pair({ maxMessageBytes: 1000 });
    side.client.send(JSON.stringify({ method: "x".repeat(1000 - '{"method":""}'.length) }));
    expect((await side.received(1))[0]?.method).toHaveLength(987);
  });
});

describe("a server that ends the connection", () => {
  test.each<[string, (client: WebSocket, stream: Socket) => void, string]>([
    ["with a code", (client) => client.close(1012, "restarting"), "closed it with code 1012 (restarting)"],
    ["with an end alone", (_, stream) => stream.end(), "hung up without a word"],
    ["by a reset", (_, stream) => stream.resetAndDestroy(), "hung up without a word"],
  ])("%s is reported as disconnected", async (_, leave, message) => {
    await using side = await pair();
    leave(side.client, side.stream);
    const end = await side.closed;
    expect(isConnectionClosedError(end) && end).toMatchObject({ reason: "disconnected", exitCode: null });
    expect(end.message).toContain(`The connection to ${side.peer.url}/ broke: `);
    expect(end.message).toContain(message);
    await side.channel.close();
    expect(await side.closed).toBe(end);
  });
});

describe("close", () => {
  test("is idempotent, and everyone waits for the same end", async () => {
    await using side = await pair();
    await Promise.all([side.channel.close(), side.channel.close()]);
    expect(side.ends()).toBe(1);
    await side.channel.close();
    expect(await side.closed).toMatchObject({ reason: "closed" });
    expect(side.peer.open.size).toBe(0);
  });

  test("of a server that never answers the close frame ends after the grace", async () => {
    await using side = await pair({ closeGraceMs: 50 }, (_, stream) => stream.pause());
    await side.channel.close();
    expect(await side.closed).toMatchObject({ reason: "closed" });
  });

  test("leaves nothing that keeps Node alive, whoever ends the connection", async () => {
    await using peer = await webSocketPeer((client) => {
      client.on("message", () => client.close());
    });
    const source = fileURLToPath(new URL("../../../src/transport/socket/web-socket.ts", import.meta.url));
    await using transport = await compiled(source);
    const program = `
      import { webSocketTransport } from ${JSON.stringify(pathToFileURL(transport.path("web-socket")).href)};
      const transport = webSocketTransport({ url: process.argv[1], keepAlive: { intervalMs: 600_000 }, closeGraceMs: 600_000 });
      const end = (send) => new Promise(async (resolve) => {
        const channel = await transport.open({ message() {}, closed: resolve });
        send(channel);
      });
      const ends = [await end((channel) => channel.close()), await end((channel) => channel.send("leave"))];
      console.log(ends.map(({ reason }) => reason).join());`;
    const args = ["--input-type=module", "-e", program, peer.url];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    expect(stdout.trim()).toBe("closed,disconnected");
  });
});

describe("keeping alive", () => {
  const keepAlive = { intervalMs: 30, timeoutMs: 60 };

  test("a server that is gone without a word is noticed, and the message says how", async () => {
    await using side = await pair({ keepAlive }, (_, stream) => stream.pause());
    const end = await side.closed;
    expect(isConnectionClosedError(end) && end.reason).toBe("disconnected");
    expect(end.message).toContain("nothing came for 90 ms, nor an answer to a ping");
  });

  test("one that is gone is noticed while much waits to be sent to it", async () => {
    await using side = await pair({ keepAlive }, (_, stream) => stream.pause());
    side.channel.send("x".repeat(50_000_000));
    expect(await side.closed).toMatchObject({ reason: "disconnected" });
  });

  test("a silent server that answers pings is left alone", async () => {
    let pings = 0;
    let enough: () => void = () => undefined;
    const several = new Promise<void>((resolve) => (enough = resolve));
    await using side = await pair({ keepAlive }, (client) => {
      client.on("ping", () => {
        if (++pings === 5) enough();
      });
    });
    await several;
    expect(side.ends()).toBe(0);
  });

  test("a message that takes longer than the timeout to arrive is no silence, though pongs wait behind it", async () => {
    await using side = await pair({ keepAlive }, (_, stream) => stream.removeAllListeners("data"));
    const text = JSON.stringify({ method: "x".repeat(20) });
    side.stream.write(Buffer.from([0x81, text.length]));
    for (const byte of text) {
      side.stream.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await side.received(1)).toHaveLength(1);
    expect(side.ends()).toBe(0);
  });

  test("a client that was busy for long reads what has arrived before it judges", async () => {
    await using side = await pair({ keepAlive });
    await new Promise((resolve) => setTimeout(resolve, keepAlive.intervalMs + 20));
    side.client.send('{"method":"here"}');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await side.received(1);
    expect(side.ends()).toBe(0);
  });

  test("can be left out", async () => {
    let pings = 0;
    await using side = await pair({ keepAlive: false }, (client) => client.on("ping", () => ++pings));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([pings, side.ends()]).toEqual([0, 0]);
  });
});
