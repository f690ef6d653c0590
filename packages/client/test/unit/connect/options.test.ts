import { describe, expect, it } from "vitest";

import { Codex, isUsageError, type ConnectOptions } from "../../../src/index.js";
import { configFlags } from "../../../src/connect/config-flags.js";
import type { TomlTable } from "../../../src/connect/toml.js";
import { FakeServer } from "../../support/fake-server.js";

/** What is thrown, as option and message. */
async function refusalOf(call: () => unknown): Promise<readonly [string, string]> {
  try {
    await call();
  } catch (error) {
    if (isUsageError(error)) return [error.option, error.message];
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("Codex.connect refuses", () => {
  it.each<[string, unknown, string, string]>([
    [
      "an option of another case",
      { apporvalTimeoutMs: 1 },
      "apporvalTimeoutMs",
      "Did you mean approvalTimeoutMs?",
    ],
    [
      "an option that is cut short",
      { requestTimeout: 1 },
      "requestTimeout",
      "Did you mean requestTimeoutMs?",
    ],
    ["an option that is like no other", { verbose: true }, "verbose", "no option verbose. It takes runtime,"],
    [
      "an option of the runtime",
      { runtime: { cdw: "/" } },
      "cdw",
      "runtime has no option cdw. Did you mean cwd?",
    ],
    ["an option as another client calls it", { env: { PATH: "/bin" } }, "env", "Did you mean runtime.env?"],
    [
      "an option that another client has elsewhere",
      { workingDirectory: "/repo" },
      "workingDirectory",
      "no option workingDirectory. It takes",
    ],
    ["a member of clientInfo", { clientInfo: { nam: "a", version: "1" } }, "nam", "Did you mean name?"],
    [
      "a client without a name",
      { clientInfo: { version: "1" } },
      "clientInfo",
      "clientInfo.name must be a text",
    ],
    ["a member of retry", { retry: { maxElapsed: 1 } }, "maxElapsed", "Did you mean maxElapsedMs?"],
    [
      "a retry without numbers",
      { retry: { maxDelayMs: "1s" } },
      "retry.maxDelayMs",
      "must be 0 or more milliseconds",
    ],
    [
      "the controller of a signal",
      { signal: new AbortController() },
      "signal",
      "Codex.connect: signal must be an AbortSignal, not a value of type object. It has a signal: give that.",
    ],
    [
      "arguments in one text",
      { runtime: { args: "--strict" } },
      "args",
      "runtime.args must be a list of texts",
    ],
    [
      "an environment that is none",
      { runtime: { env: "PATH=/bin" } },
      "env",
      "runtime.env must be an object",
    ],
    ["a runtime that is a path", { runtime: "/usr/bin/codex" }, "runtime", "must be an object"],
    [
      "a transport that is none",
      { transport: "ws://127.0.0.1:4500" },
      "transport",
      "webSocketTransport({ url })",
    ],
    ["options that are none", "ws://127.0.0.1:4500", "Codex.connect", "must be an object"],
  ])("%s", async (_, options, option, words) => {
    const refusal = await refusalOf(() => Codex.connect(options as ConnectOptions));
    expect(refusal).toEqual([option, expect.stringContaining(words)]);
  });
});

it("an option that is undefined is none, whatever its name", async () => {
  const options = { transport: new FakeServer(), verbose: undefined };
  await using codex = await Codex.connect(options);
  expect(codex.server.version).not.toBeNull();
});

it("new Codex() says what to call", async () => {
  const Constructor = Codex as unknown as new () => Codex;
  const [, words] = await refusalOf(() => new Constructor());
  expect(words).toContain("Codex.connect(");
});

describe("the runtime's configuration", () => {
  it("leaves out what is undefined, in tables of a table too", () => {
    const config: TomlTable = { model: undefined, tools: { web: undefined, "a.b": { x: undefined, y: 1 } } };
    expect(configFlags(config)).toEqual(["-c", 'tools={ "a.b" = { y = 1 } }']);
  });

  it.each<[string, unknown, string]>([
    ["null", { model: null }, "config.model"],
    ["a hole in a list", { list: ["a", undefined] }, "config.list[1]"],
    ["a function", { mcp_servers: { docs: { command: () => "x" } } }, "config.mcp_servers.docs.command"],
    ["a date", { since: new Date(0) }, "config.since"],
    ["a bigint", { size: 1n }, "config.size"],
    ["no table", "model=x", "config"],
  ])("names the path of %s", async (_, config, path) => {
    const [option, words] = await refusalOf(() => configFlags(config as TomlTable));
    expect([option, words.startsWith(path)]).toEqual([path, true]);
  });
});
