import { describe, expect, test } from "vitest";
import { isUsageError } from "../../../src/errors/usage-error.js";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { webSocketTransport } from "../../../src/transport/socket/web-socket.js";
import type { TlsOptions } from "../../../src/transport/socket/tls-options.js";
import { makeCertificate } from "../../support/certificate.js";
import { leaksOf, secret } from "../../support/secrets.js";
import { startTlsProxy } from "../../support/tls-proxy.js";
import { webSocketPeer } from "./socket-servers.js";

const sink = { message: () => undefined, closed: () => undefined };
const [server, other, client] = await Promise.all(
  ["localhost", "elsewhere.test", "client"].map(makeCertificate),
);
if (server === undefined || other === undefined || client === undefined) throw new Error("no certificates");

/** Dials and hangs up; resolves to the failure, if there is one. */
async function dial(url: string, tls?: TlsOptions): Promise<unknown> {
  try {
    const channel = await webSocketTransport({ url, token: secret, tls }).open(sink);
    await channel.close();
    return undefined;
  } catch (error) {
    expect(leaksOf(error)).toEqual([]);
    return error;
  }
}

describe("wss://", () => {
  test.each<[string, TlsOptions]>([
    ["its authority", { ca: server.cert }],
    ["its authority in bytes, among others", { ca: [other.cert, new TextEncoder().encode(server.cert)] }],
    ["no proof wanted", { rejectUnauthorized: false }],
  ])("is dialled with %s", async (_, tls) => {
    await using peer = await webSocketPeer();
    await using proxy = await startTlsProxy(peer.url, server);
    expect(await dial(proxy.url, tls)).toBeUndefined();
    expect(peer.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
  });

  test("to an address is held to that address", async () => {
    await using peer = await webSocketPeer();
    await using proxy = await startTlsProxy(peer.url, server);
    expect(await dial(`wss://127.0.0.1:${String(proxy.port)}`, { ca: server.cert })).toBeUndefined();
  });

  test("of a server whose certificate has another name wants that name", async () => {
    await using peer = await webSocketPeer();
    await using proxy = await startTlsProxy(peer.url, other);
    const failure = await dial(proxy.url, { ca: other.cert });
    expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
    expect(String(failure)).toMatch(/is not trusted here \(ERR_TLS_CERT_ALTNAME_INVALID\).*tls\.servername/);
    expect(await dial(proxy.url, { ca: other.cert, servername: "elsewhere.test" })).toBeUndefined();
  });

  test.each<[string, TlsOptions | undefined]>([
    ["without its authority", undefined],
    ["with another's", { ca: other.cert }],
  ])("%s is not opened, and no token is sent", async (_, tls) => {
    await using peer = await webSocketPeer();
    await using proxy = await startTlsProxy(peer.url, server);
    const failure = await dial(proxy.url, tls);
    expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
    expect(String(failure)).toMatch(/is not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\).*tls\.ca/);
    expect(peer.requests).toEqual([]);
  });

  test("shows the certificate of this client where one is wanted", async () => {
    await using peer = await webSocketPeer();
    await using proxy = await startTlsProxy(peer.url, {
      ...server,
      ca: client.cert,
      requestCert: true,
      // So that the refusal is part of the handshake.
      maxVersion: "TLSv1.2",
    });
    expect(await dial(proxy.url, { ca: server.cert, ...client })).toBeUndefined();
    const failure = await dial(proxy.url, { ca: server.cert, ...other });
    expect(isConnectionClosedError(failure)).toBe(true);
    expect(peer.requests).toHaveLength(1);
  });

  test.each<[string, TlsOptions]>([
    ["a key that is none", { ...client, key: secret }],
    ["a certificate that is none", { ...client, cert: secret }],
    ["the key of another", { cert: client.cert, key: other.key }],
  ])("with %s is refused before anything is sent, without the key", async (_, tls) => {
    await using peer = await webSocketPeer();
    const failure = await dial(peer.url.replace("ws:", "wss:"), tls);
    expect(isUsageError(failure) && failure.option).toBe("tls");
    expect(JSON.stringify(failure)).not.toContain("PRIVATE");
    expect(peer.open.size).toBe(0);
  });

  test("to a server that speaks plaintext says so", async () => {
    await using peer = await webSocketPeer();
    const failure = await dial(peer.url.replace("ws:", "wss:"));
    expect(isConnectionClosedError(failure) && failure.message).toContain("does not speak TLS");
  });
});
