import { afterEach, describe, expect, it, vi } from "vitest";

import {
  Codex,
  isRpcError,
  isUsageError,
  RUNTIME_VERSION,
  type ConnectOptions,
  type Warning,
} from "../../../src/index.js";
import { newerRuntime } from "../../../src/connect/server-info.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const [major = 0, minor = 0, patch = 0] = (RUNTIME_VERSION ?? "").split(".").map(Number);
const newerVersion = `${String(major)}.${String(minor + 1)}.0`;

/** A server of some version that warns before it answers `initialize`, as the runtime may. */
function serve(version: string | null, warnings: readonly object[] = []): FakeServer {
  const server: FakeServer = new FakeServer({
    initialize: () => {
      for (const warning of warnings) server.push(warning);
      return { userAgent: version === null ? "something else" : `codex-typed/${version} (Test 1.0)` };
    },
  });
  return server;
}

const warning = (message: string, threadId: string | null = null) => ({
  method: "warning",
  params: { message, threadId },
});

/** Connects, and notes what `onWarning` is called with and whether the client was there by then. */
async function connect(server: FakeServer, options: Partial<ConnectOptions> = {}) {
  const heard: { readonly warning: Warning; readonly connected: boolean }[] = [];
  let codex: Codex | undefined = undefined;
  const onWarning = (given: Warning): void => {
    heard.push({ warning: given, connected: codex !== undefined });
  };
  const made = await Codex.connect({ transport: server, onWarning, ...options } as ConnectOptions);
  codex = made;
  return { codex: made, heard, [Symbol.asyncDispose]: () => made.close() };
}

const textsOf = (warnings: readonly Warning[]) => warnings.map(({ message }) => message);

describe("a warning of the runtime", () => {
  it.each<[string, object, Partial<Warning>]>([
    ["warning", { message: "Mind the gap.", threadId: null }, { message: "Mind the gap." }],
    ["warning", { message: "Mind it.", threadId: "T" }, { message: "Mind it.", threadId: "T" }],
    ["guardianWarning", { message: "Denied.", threadId: "T" }, { message: "Denied.", threadId: "T" }],
    ["configWarning", { summary: "Invalid.", details: "line 3", path: "/c" }, { message: "Invalid. line 3" }],
    ["deprecationNotice", { summary: "Old.", details: null }, { message: "Old." }],
    [
      "windows/worldWritableWarning",
      { samplePaths: ["C:\\a", "C:\\b"], extraCount: 3, failedScan: false },
      { message: "The sandbox cannot protect folders that everybody may write to: C:\\a, C:\\b and 3 more." },
    ],
    [
      "windows/worldWritableWarning",
      { samplePaths: ["C:\\a"], extraCount: 0, failedScan: false },
      { message: "The sandbox cannot protect folders that everybody may write to: C:\\a." },
    ],
    [
      "error",
      {
        error: {
          message: "Reconnecting... 1/5",
          additionalDetails: `unexpected status 401 ${"x".repeat(1000)}`,
        },
        willRetry: true,
        threadId: "T",
        turnId: "U",
      },
      {
        message: expect.stringMatching(
          /^The model could not be reached and is called again: Reconnecting\.\.\. 1\/5 unexpected status 401 x{400,500}$/,
        ) as string,
        threadId: "T",
      },
    ],
    // Of another version of the protocol.
    ["warning", { text: "Mind it." }, { message: '{"text":"Mind it."}' }],
  ])("%s reaches the listener and is kept: %j", async (method, params, want) => {
    const server = serve(RUNTIME_VERSION);
    await using side = await connect(server);
    const before = Date.now();
    server.push({ method, params });
    const at = expect.any(Number) as number;
    expect(side.heard).toEqual([{ warning: { method, at, ...want }, connected: true }]);
    expect(side.codex.warnings).toEqual(side.heard.map((entry) => entry.warning));
    expect(side.codex.warnings[0]?.at).toBeGreaterThanOrEqual(before);
    expect(side.codex.warnings[0]?.at).toBeLessThanOrEqual(Date.now());
  });

  it("without params is its method", async () => {
    const server = serve(RUNTIME_VERSION);
    await using side = await connect(server);
    server.push({ method: "deprecationNotice" });
    expect(textsOf(side.codex.warnings)).toEqual(["deprecationNotice"]);
  });

  it("that arrives while the client connects is kept at once, and reaches the listener when the caller has the client", async () => {
    const server = serve(RUNTIME_VERSION, [warning("one"), warning("two")]);
    await using side = await connect(server);
    expect(textsOf(side.codex.warnings)).toEqual(["one", "two"]);
    expect(side.heard).toEqual([]);
    server.push(warning("three"));
    await vi.waitFor(() => expect(side.heard).toHaveLength(3));
    expect(side.heard.map((entry) => entry.warning)).toEqual(side.codex.warnings);
    expect(textsOf(side.codex.warnings)).toEqual(["one", "two", "three"]);
    expect(side.heard.map(({ connected }) => connected)).toEqual([true, true, true]);
    server.push(warning("four"));
    expect(side.heard).toHaveLength(4);
  });

  it("is no other notification", async () => {
    const server = serve(RUNTIME_VERSION);
    await using side = await connect(server);
    server.push({ method: "error", params: { message: "no warning" } });
    server.push({
      method: "error",
      params: { error: { message: "The last." }, willRetry: false, threadId: "T" },
    });
    server.push({ method: "thread/closed", params: { threadId: "T" } });
    expect([side.heard, side.codex.warnings]).toEqual([[], []]);
  });

  it("is kept also where nobody listens, the newest 100", async () => {
    const server = serve(RUNTIME_VERSION, [warning("first")]);
    await using side = await connect(server, { onWarning: undefined });
    const early = side.codex.warnings;
    for (let count = 1; count <= 104; count += 1) server.push(warning(String(count)));
    expect(textsOf(side.codex.warnings)).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 5}`));
    // A list that was read before is not changed.
    expect(textsOf(early)).toEqual(["first"]);
  });

  it("that arrives before the client is there reaches the listener, the newest 100", async () => {
    const server = serve(
      RUNTIME_VERSION,
      Array.from({ length: 103 }, (_, index) => warning(String(index))),
    );
    await using side = await connect(server);
    await vi.waitFor(() => expect(side.heard).toHaveLength(100));
    expect(side.heard[0]?.warning.message).toBe("3");
  });

  it("is dropped where the client cannot connect", async () => {
    const server: FakeServer = new FakeServer({
      initialize: () => {
        server.push(warning("before it refuses"));
        throw new Refusal(-32_600);
      },
    });
    const onWarning = vi.fn();
    expect(isRpcError(await refusal(Codex.connect({ transport: server, onWarning })))).toBe(true);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(onWarning).not.toHaveBeenCalled();
  });
});

describe("a listener of warnings", () => {
  const before = process.listeners("uncaughtException");
  afterEach(() => {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  });

  it("that throws keeps nothing from the client: its exception is an uncaughtException", async () => {
    const thrown: unknown[] = [];
    process.removeAllListeners("uncaughtException").on("uncaughtException", (error) => thrown.push(error));
    const server = serve(RUNTIME_VERSION, [warning("one")]);
    const heard: string[] = [];
    await using side = await connect(server, {
      onWarning: ({ message }) => {
        heard.push(message);
        throw new Error(message);
      },
    });
    await vi.waitFor(() => expect(thrown).toEqual([new Error("one")]));
    server.push(warning("two"));
    await vi.waitFor(() => expect(thrown).toEqual([new Error("one"), new Error("two")]));
    expect(heard).toEqual(["one", "two"]);
    expect((await (await side.codex.startThread()).run("Hi")).status).toBe("completed");
  });

  it.each([null, "console", {}])("that is no function is refused: %j", async (onWarning) => {
    const server = serve(RUNTIME_VERSION);
    const options = { transport: server, onWarning } as unknown as ConnectOptions;
    const error = await refusal(Codex.connect(options));
    expect(isUsageError(error) && error.option).toBe("onWarning");
    expect(server.sent).toEqual([]);
  });
});

describe("a runtime that is", () => {
  it("newer than the types is warned of once, by both versions", async () => {
    await using side = await connect(serve(newerVersion));
    await vi.waitFor(() => expect(side.heard).toHaveLength(1));
    const [newer] = side.codex.warnings;
    expect(newer).toMatchObject({ method: "client/newerRuntime" });
    expect(newer).not.toHaveProperty("threadId");
    expect(newer?.message).toContain(`codex ${newerVersion};`);
    expect(newer?.message).toContain(`those of ${String(RUNTIME_VERSION)}.`);
    expect(side.heard).toEqual([{ warning: newer, connected: true }]);
    await (await side.codex.startThread()).run("Hi");
    expect(side.codex.warnings).toHaveLength(1);
  });

  it.each([
    ["the same", RUNTIME_VERSION],
    ["older", `${String(major)}.${String(minor - 1)}.99`],
    ["a prerelease of the same", `${String(RUNTIME_VERSION)}-alpha.9`],
    ["of a version that its user agent does not say", null],
    ["of a version that cannot be read", `${newerVersion}_custom`],
  ])("%s is not warned of", async (_, version) => {
    await using side = await connect(serve(version));
    await new Promise((resolve) => setImmediate(resolve));
    expect([side.codex.warnings, side.heard]).toEqual([[], []]);
  });

  it.each<[version: string, generatedFor: string, newer: boolean]>([
    ["0.31.1", "0.31.0", true],
    ["0.32.0-alpha.2", "0.31.0", true],
    ["0.31.0", "0.31.0-alpha.2", true],
    ["0.32.0-alpha.10", "0.32.0-alpha.9", true],
    ["0.32.0-beta.1", "0.32.0-alpha.9", true],
    ["1.0.0", "0.999.0", true],
    ["0.1000.0", "0.999.0", true],
    ["0.32.0+build.7", "0.31.0", true],
    ["0.31.0+build.7", "0.31.0", false],
    ["0.32.0-alpha.9", "0.32.0-alpha.10", false],
    ["0.32.0-alpha.2", "0.32.0-alpha.2", false],
    ["0.9.0", "0.31.0", false],
    ["0.0.0", "0.31.0", false],
    ["0.32.0", "main", false],
  ])("%s, where the types are of %s, is newer: %s", (version, generatedFor, newer) => {
    expect(newerRuntime({ version, generatedFor })?.method).toBe(newer ? "client/newerRuntime" : undefined);
  });

  it("of any version is not newer than types of an unknown one", () => {
    expect(newerRuntime({ version: "0.32.0", generatedFor: null })).toBeUndefined();
  });
});

it("patches count: this version's next patch is newer", async () => {
  await using side = await connect(serve(`${String(major)}.${String(minor)}.${String(patch + 1)}`));
  expect(side.codex.warnings).toHaveLength(1);
});
