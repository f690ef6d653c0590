import { describe, expect, test } from "vitest";
import { isUsageError } from "../../../src/errors/usage-error.js";
import { isConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { webSocketTransport } from "../../../src/transport/socket/web-socket.js";
import { leaksOf, secret } from "../../support/secrets.js";
import { webSocketPeer } from "./socket-servers.js";

const sink = { message: () => undefined, closed: () => undefined };
type TokenFunction = () => string | Promise<string>;

/** What a dial with this function rejects with; nothing must have been dialled. */
async function failureOf(token: TokenFunction, signal?: AbortSignal): Promise<unknown> {
  await using peer = await webSocketPeer();
  const transport = webSocketTransport({ url: peer.url, token, handshakeTimeoutMs: 100 });
  const failure: unknown = await transport.open(sink, signal === undefined ? {} : { signal }).then(
    () => expect.unreachable("It was opened."),
    (reason: unknown) => reason,
  );
  expect(peer.open.size).toBe(0);
  expect(leaksOf(failure)).toEqual([]);
  return failure;
}

describe("a token function", () => {
  test("is asked at each dial, and may answer at once or later", async () => {
    await using peer = await webSocketPeer();
    let dials = 0;
    const token = (): string | Promise<string> => {
      dials += 1;
      return dials === 1 ? "first" : Promise.resolve("second");
    };
    const transport = webSocketTransport({ url: peer.url, token });
    expect(dials).toBe(0);
    for (let n = 0; n < 2; n++) await (await transport.open(sink)).close();
    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
  });

  class TokenServiceError extends Error {
    override readonly name = "TokenServiceError";
    readonly code = "E_BUSY";
  }

  test.each<[string, TokenFunction, string]>([
    ["rejects", () => Promise.reject(new TokenServiceError(secret)), "(TokenServiceError E_BUSY)"],
    [
      "throws",
      () => {
        throw new TypeError(secret);
      },
      "(TypeError)",
    ],
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- programs of others do
    ["rejects with no error", () => Promise.reject(secret), "(it threw string)"],
    ["never answers", () => new Promise(() => undefined), "no token for"],
  ])(
    "that %s ends the dial without a word of what it said, and may have one the next time",
    async (_, token, told) => {
      const failure = await failureOf(token);
      expect(isConnectionClosedError(failure) && failure.reason).toBe("disconnected");
      expect(String(failure)).toContain(told);
    },
  );

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "but undefined"],
    ["an empty string", "", "an empty string"],
    ["two lines", `${secret}\r\nX-Other: 1`, "characters that cannot stand in a header"],
  ])("that gives %s is wrong", async (_, given, told) => {
    const failure = await failureOf(() => given as string);
    expect(isUsageError(failure) && failure.option).toBe("token");
    expect(String(failure)).toContain(told);
  });

  test("is not waited for after an abort", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const token = (): Promise<string> => {
      controller.abort(reason);
      return new Promise(() => undefined);
    };
    expect(await failureOf(token, controller.signal)).toBe(reason);
  });
});
