import { expect, it } from "vitest";

import {
  stdioTransport,
  unixSocketTransport,
  webSocketTransport,
  type Transport,
} from "../../../src/index.js";

it.each<[string, { transport: Transport; shared: boolean }]>([
  ["a process of one's own", { transport: stdioTransport(), shared: false }],
  ["a port", { transport: webSocketTransport({ url: "ws://127.0.0.1:4500" }), shared: true }],
  ["a socket", { transport: unixSocketTransport("/run/codex.sock"), shared: true }],
])("the server behind %s may have other clients: a transport says so", (_, { transport, shared }) => {
  expect(transport.shared === true).toBe(shared);
});
