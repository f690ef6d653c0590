import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { isUsageError } from "../../../../src/errors/usage-error.js";
import { unixSocketTransport } from "../../../../src/transport/socket/unix-socket.js";
import { webSocketTransport } from "../../../../src/transport/socket/web-socket.js";
import { leaksOf, secret } from "../../../support/secrets.js";

const url = "ws://127.0.0.1:1";

const askForToken = (): string => secret;

/** What a call throws at once; it must be a UsageError without secrets. */
function refusalOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (!isUsageError(error)) throw error;
    expect(leaksOf(error)).toEqual([]);
    return { option: error.option, message: error.message };
  }
  return expect.unreachable("It was not refused.");
}

describe("refused at once", () => {
  test.each([
    ["no URL", { url: `${secret}` }, "url", "cannot be read"],
    ["HTTP", { url: "http://127.0.0.1:1" }, "url", "must begin with ws:// or wss://"],
    ["a user name", { url: `ws://${secret}@127.0.0.1:1` }, "url", "user name or password"],
    ["a password", { url: `wss://user:${secret}@example.org` }, "url", "user name or password"],
    ["a fragment", { url: `${url}/#${secret}` }, "url", "fragment"],
    ["two tokens", { url, token: secret, tokenFile: "f" }, "token", "not both"],
    ["a token function and a token file", { url, token: askForToken, tokenFile: "f" }, "token", "not both"],
    [
      "a token function and an authorization",
      { url, token: askForToken, headers: { authorization: secret } },
      "headers",
      "not both",
    ],
    ["TLS options without TLS", { url, tls: { key: secret } }, "tls", "Only wss://"],
    ["an empty token", { url, token: "" }, "token", "empty"],
    ["a token of two lines", { url, token: `${secret}\nX-Other: 1` }, "token", "cannot stand in a header"],
    ["an empty token file", { url, tokenFile: "" }, "tokenFile", "empty"],
    ["two authorizations", { url, token: secret, headers: { authorization: secret } }, "headers", "not both"],
    ["an Origin", { url, headers: { oRigin: "https://example.org" } }, "headers", "not yours"],
    ["a websocket header", { url, headers: { "sec-websocket-extensions": "x" } }, "headers", "not yours"],
    ["a header of two lines", { url, headers: { "X-A": `${secret}\r\nX-B: 1` } }, "headers", '"X-A"'],
    ["a header name with blanks", { url, headers: { "X A": secret } }, "headers", '"X A"'],
    ["a bound of 0", { url, maxMessageBytes: 0 }, "maxMessageBytes", "at least 1"],
    ["a timeout that is NaN", { url, handshakeTimeoutMs: NaN }, "handshakeTimeoutMs", "at least 1"],
    ["no interval", { url, keepAlive: { intervalMs: 0 } }, "keepAlive.intervalMs", "at least 1"],
  ])("%s", (_, options, option, message) => {
    expect(refusalOf(() => webSocketTransport(options as never))).toEqual({
      option,
      message: expect.stringContaining(message),
    });
  });

  test.each(["", "unix:///run/codex.sock", "a\0b", undefined, "x".repeat(300)])(
    "as the path of a socket: %j",
    (path) => {
      expect(refusalOf(() => unixSocketTransport(path as string)).option).toBe("path");
    },
  );
});

describe("plaintext", () => {
  test.each([
    "ws://example.org",
    "ws://192.168.1.2:80",
    "ws://[2001:db8::1]",
    "ws://0.0.0.0:1",
    "ws://127.0.0.1.example.org",
    "ws://localhost.example.org",
  ])("to %s is refused, with the way out named, unless it is asked for", (remote) => {
    expect(refusalOf(() => webSocketTransport({ url: `${remote}/?key=${secret}`, token: secret }))).toEqual({
      option: "url",
      message: expect.stringContaining("allowPlaintextRemote"),
    });
    webSocketTransport({ url: remote, allowPlaintextRemote: true });
  });

  test.each(["ws://127.0.0.1", "ws://127.1:80", "ws://[::1]:1", "ws://LOCALHOST", "wss://example.org"])(
    "is no matter with %s",
    (near) => {
      webSocketTransport({ url: near });
      webSocketTransport({ url: new URL(near) });
    },
  );
});

describe("secrets", () => {
  const folder = mkdtempSync(join(tmpdir(), "codex-typed-token-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const sink = { message: () => undefined, closed: () => undefined };

  test("are not in the transport, however it is looked at", () => {
    const transport = webSocketTransport({
      url: `${url}/?q=${secret}`,
      token: secret,
      headers: { "X-Key": secret },
    });
    const secured = webSocketTransport({
      url: "wss://127.0.0.1:1",
      tls: { key: secret, passphrase: secret },
    });
    expect(inspect(secured, { showHidden: true, depth: Infinity })).not.toContain(secret);
    expect(inspect(transport, { showHidden: true, depth: Infinity })).not.toContain(secret);
    expect(JSON.stringify(transport)).not.toContain(secret);
  });

  test.each([
    ["is missing", undefined, "cannot be read (ENOENT)"],
    ["is empty", " \n", "is empty"],
    ["holds more than a token", `${secret} ${secret}`, "does not hold one token"],
  ])("a token file that %s is named, and what it holds is not", async (_, content, message) => {
    const tokenFile = join(folder, "token");
    rmSync(tokenFile, { force: true });
    if (content !== undefined) writeFileSync(tokenFile, content);
    const error: unknown = await webSocketTransport({ url, tokenFile })
      .open(sink)
      .catch((reason: unknown) => reason);
    expect(isUsageError(error) && error).toMatchObject({ option: "tokenFile" });
    expect(String(error)).toContain(`${tokenFile} ${message}`);
    expect(leaksOf(error)).toEqual([]);
  });
});
