import { describe, expect, test } from "vitest";
import { Codex } from "../../../src/index.js";
import { Connection } from "../../../src/rpc/connection.js";
import type { Transport, TransportChannel, TransportSink } from "../../../src/transport/transport.js";
import { FakeServer } from "../../support/fake-server.js";

const fault = new TypeError("a fault of a transport");
const fail = (): never => {
  throw fault;
};

/** A transport whose channel is `channel`, and how often that was closed. */
function transportWith(
  channel: Partial<TransportChannel>,
  onOpen: (sink: TransportSink) => void = () => undefined,
) {
  const closed = { times: 0 };
  const transport: Transport = {
    async open(sink) {
      onOpen(sink);
      // What was asked is answered by then.
      await new Promise(setImmediate);
      return {
        send: () => undefined,
        close: async () => void (closed.times += 1),
        ...channel,
      };
    },
  };
  return { transport, closed };
}

describe("a connection is not left pending, nor open, by a transport", () => {
  test("whose channel cannot be told that it is needed", async () => {
    const { transport, closed } = transportWith({ setReferenced: fail });
    await expect(Connection.open({ transport })).rejects.toBe(fault);
    expect(closed.times).toBe(1);
  });

  test("whose channel does not take what waited for it", async () => {
    const { transport, closed } = transportWith({ send: fail }, (sink) => {
      sink.message('{"id":1,"method":"nobody/handles"}');
    });
    const answer = (): Promise<unknown> => Promise.resolve("answered");
    await expect(Connection.open({ transport, onServerRequest: answer })).rejects.toBe(fault);
    expect(closed.times).toBe(1);
  });

  test("that throws instead of rejecting", async () => {
    await expect(Connection.open({ transport: { open: fail } })).rejects.toBe(fault);
  });
});

test("what throws while the client shakes hands ends the connection that was opened", async () => {
  const server = new FakeServer();
  let closed = 0;
  const transport: Transport = {
    async open(sink) {
      const channel = await server.open(sink);
      return {
        send: (text) => {
          channel.send(text);
        },
        close: () => {
          closed += 1;
          return channel.close();
        },
      };
    },
  };
  await expect(Codex.connect({ transport, traceContext: fail })).rejects.toBe(fault);
  expect(closed).toBeGreaterThan(0);
});
