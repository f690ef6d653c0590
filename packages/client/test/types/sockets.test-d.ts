import { expectTypeOf, test } from "vitest";
import {
  Codex,
  stdioTransport,
  unixSocketTransport,
  webSocketTransport,
  type Transport,
} from "../../src/index.js";

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
  // @ts-expect-error no URL
  webSocketTransport({ token: "t" });
  // @ts-expect-error a socket's mode is who may open it
  unixSocketTransport("/run/codex.sock", { token: "t" });
  // @ts-expect-error stdio has nobody to show a token to
  stdioTransport({ token: "t" });
});
