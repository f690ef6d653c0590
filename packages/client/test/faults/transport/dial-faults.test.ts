import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { webSocketTransport } from "../../../src/transport/socket/web-socket.js";

/** What the fake of `ws` does in a test, and what became of it. */
const fake = vi.hoisted(() => ({
  asksForConnection: true,
  on: undefined as (() => void) | undefined,
  terminated: 0,
  streams: [] as { destroyed: boolean }[],
}));

vi.mock("ws", () => ({
  WebSocket: class extends EventEmitter {
    readonly bufferedAmount = 0;
    constructor(_url: string, { createConnection }: { createConnection: () => { destroyed: boolean } }) {
      super();
      if (fake.asksForConnection) fake.streams.push(createConnection());
      setImmediate(() => this.emit("open"));
    }
    override on(event: string, listener: (...args: unknown[]) => void): this {
      if (event === "message") fake.on?.();
      return super.on(event, listener);
    }
    terminate(): void {
      fake.terminated += 1;
    }
  },
}));

vi.mock("../../../src/transport/socket/open-stream.js", () => ({ openStream: () => new Socket() }));

afterEach(() => Object.assign(fake, { asksForConnection: true, on: undefined, terminated: 0, streams: [] }));

const open = (): Promise<unknown> =>
  webSocketTransport({ url: "ws://127.0.0.1:1", handshakeTimeoutMs: 5_000 })
    .open({ message: () => undefined, closed: () => expect.unreachable("It was never open.") })
    .catch((reason: unknown) => reason);

describe("a websocket that opens, and", () => {
  test("does not ask for the connection that is made for it, is given up with a word of that", async () => {
    fake.asksForConnection = false;
    const failure = await open();
    expect(isConnectionClosedError(failure) && failure.message).toContain(
      "does not ask for createConnection",
    );
    expect(fake.terminated).toBe(1);
  });

  test("of which the channel cannot be made, rejects with what was thrown and leaves nothing open", async () => {
    const fault = new TypeError("a fault of this client");
    fake.on = () => {
      throw fault;
    };
    expect(await open()).toBe(fault);
    expect(fake.terminated).toBe(1);
    expect(fake.streams).toMatchObject([{ destroyed: true }]);
  });
});
