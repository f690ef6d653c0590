import { expectTypeOf, test } from "vitest";
import {
  Codex,
  stdioTransport,
  unixSocketTransport,
  webSocketTransport,
  type ConnectionClosedError,
  type ServerNotification,
  type Transport,
  type TurnEvent,
  type TurnGap,
  type TurnResult,
} from "../../src/index.js";

declare const codex: Codex;
const url = "ws://127.0.0.1:4500";

test("a transport over a socket is one like any other, and excludes a runtime", () => {
  expectTypeOf(webSocketTransport({ url })).toEqualTypeOf<Transport>();
  expectTypeOf(unixSocketTransport("/run/codex.sock")).toEqualTypeOf<Transport>();
  void Codex.connect({ transport: webSocketTransport({ url }) });
  // @ts-expect-error a transport leads to a runtime that runs
  void Codex.connect({ transport: webSocketTransport({ url }), runtime: {} });
});

test("token and tokenFile exclude each other, and a URL is wanted", () => {
  webSocketTransport({ url, token: "t", headers: { "X-Mine": "1" } });
  webSocketTransport({ url: new URL(url), tokenFile: "/run/secrets/codex" });
  // @ts-expect-error both
  webSocketTransport({ url, token: "t", tokenFile: "/run/secrets/codex" });
  webSocketTransport({ url, token: () => "t" });
  webSocketTransport({ url, token: async () => "t" });
  // @ts-expect-error both
  webSocketTransport({ url, token: () => "t", tokenFile: "/run/secrets/codex" });
  // @ts-expect-error a token is text
  webSocketTransport({ url, token: () => 1 });
  // @ts-expect-error no URL
  webSocketTransport({ token: "t" });
  // @ts-expect-error a socket's mode is who may open it
  unixSocketTransport("/run/codex.sock", { token: "t" });
  // @ts-expect-error stdio has nobody to show a token to
  stdioTransport({ token: "t" });
});

test("TLS is for websockets, in the words of Node", () => {
  webSocketTransport({
    url,
    tls: { ca: ["PEM", new Uint8Array()], cert: "PEM", key: "PEM", servername: "a" },
  });
  webSocketTransport({ url, tls: { rejectUnauthorized: false, passphrase: "p" } });
  // @ts-expect-error no such option
  webSocketTransport({ url, tls: { rejectUnathorized: false } });
  // @ts-expect-error a unix socket leaves the machine with nobody
  unixSocketTransport("/run/codex.sock", { tls: {} });
});

test("reconnect needs a server that lives on by itself", () => {
  void Codex.connect({ transport: webSocketTransport({ url }), reconnect: true });
  void Codex.connect({
    transport: unixSocketTransport("/s"),
    reconnect: { maxElapsedMs: 1_000, maxAttempts: 3 },
  });
  // @ts-expect-error a runtime that the client starts ends with its connection
  void Codex.connect({ runtime: {}, reconnect: true });
  // @ts-expect-error nothing to dial
  void Codex.connect({ reconnect: true });
});

test("a gap is told apart from what the server tells, and a change by its state", () => {
  expectTypeOf<Extract<TurnEvent, { method: "$/gap" }>>().toEqualTypeOf<TurnGap>();
  expectTypeOf<Exclude<TurnEvent, { method: "$/gap" }>>().toEqualTypeOf<ServerNotification>();
  expectTypeOf<TurnResult["gap"]>().toEqualTypeOf<true | undefined>();
  codex.onConnectionChange((change) => {
    if (change.state === "disconnected") expectTypeOf(change.error).toEqualTypeOf<ConnectionClosedError>();
    else expectTypeOf(change.lostThreads).toEqualTypeOf<readonly string[]>();
  });
});
