import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Codex, onlyEnv, type RuntimeOptions, type Sandbox } from "../../src/index.js";
import { functionCall, message, startTestRuntime, type TestRuntime } from "../../src/testing/index.js";
import { runtimeOf } from "../support/runtime-processes.js";

beforeEach(() => {
  vi.stubEnv("NAMED", "seen");
  vi.stubEnv("OTHER_TOKEN", "hush");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** As it is outside of test homes: a snapshot of the shell, in a file, stands for its environment. */
const withSnapshots = { config: { features: { shell_snapshot: true } } };

/** Runs a command of the agent, whose output goes to a file in the workspace, and reads that. */
async function outputOf(
  test: TestRuntime,
  cmd: string,
  runtime: RuntimeOptions,
  sandbox: Sandbox = "workspace_write",
): Promise<readonly string[]> {
  test.model.enqueue(functionCall("exec_command", { cmd: `(${cmd}) > output 2>/dev/null` }), message("Done"));
  await using codex = await Codex.connect({ runtime: { cwd: test.runtime.cwd, ...runtime } });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox });
  await thread.run("Look around");
  return readFileSync(join(test.home.workspace, "output"), "utf8").trim().split("\n");
}

// Windows starts no program without some more.
it.skipIf(process.platform === "win32")("a runtime starts with CODEX_HOME alone", async () => {
  await using test = await startTestRuntime(withSnapshots);
  test.model.enqueue(message("Hello"));
  const env = onlyEnv([], { CODEX_HOME: test.home.codexHome });
  await using codex = await Codex.connect({ runtime: { cwd: test.runtime.cwd, env } });
  expect((await (await codex.startThread()).run("Hi")).finalResponse).toBe("Hello");
});

// The commands are those of a POSIX shell.
describe.skipIf(process.platform === "win32")("a command of the agent sees", () => {
  it("the whole environment of the runtime, what looks like a secret included", async () => {
    await using test = await startTestRuntime(withSnapshots);
    const { CODEX_HOME, HOME } = test.runtime.env;
    const seen = await outputOf(test, "env", { env: { ...process.env, CODEX_HOME, HOME } });
    expect(seen).toEqual(expect.arrayContaining(["NAMED=seen", "OTHER_TOKEN=hush"]));
  });

  it("of an environment by onlyEnv what it names, and no other variable of this process", async () => {
    await using test = await startTestRuntime(withSnapshots);
    const { CODEX_HOME = "", HOME = "" } = test.runtime.env;
    const env = onlyEnv(["PATH", "NAMED", "NOT_SET", "constructor"], { CODEX_HOME, HOME });
    expect(Object.keys(env)).toEqual(["PATH", "NAMED", "CODEX_HOME", "HOME"]);
    const seen = await outputOf(test, "env", { env });
    expect(seen).toEqual(expect.arrayContaining(["NAMED=seen", `HOME=${HOME}`]));
    expect(seen.join("\n")).not.toContain("OTHER_TOKEN");
  });

  // Of other systems there is no telling what another process has.
  it.skipIf(process.platform !== "linux").each([
    ["workspace_write", "not at all"],
    ["full_access", "in the process of the runtime alone"],
  ] as const)("under %s a variable that the configuration excludes %s", async (sandbox, where) => {
    await using test = await startTestRuntime(withSnapshots);
    const { CODEX_HOME, HOME } = test.runtime.env;
    const env = { ...onlyEnv(["PATH", "NAMED", "OTHER_TOKEN"]), CODEX_HOME, HOME };
    const config = { shell_environment_policy: { exclude: ["OTHER_TOKEN"] } };
    const mine = "env | grep -E '^(NAMED|OTHER_TOKEN)='";
    const others = `cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -x OTHER_TOKEN=hush | sort -u`;
    const seen = await outputOf(test, `${mine}; ${others}`, { env, config }, sandbox);
    expect(seen).toEqual(where === "not at all" ? ["NAMED=seen"] : ["NAMED=seen", "OTHER_TOKEN=hush"]);
  });
});

// Elsewhere there is no file that holds the arguments of a process.
describe.skipIf(process.platform !== "linux")("a secret", () => {
  const secret = "s3cr3t-t0k3n";
  const header = { Authorization: `Bearer ${secret}` };
  const argumentsOf = (test: TestRuntime): string =>
    readFileSync(`/proc/${String(runtimeOf(test.home))}/cmdline`, "utf8");
  const provider = (test: TestRuntime) => ({ name: "Mine", base_url: test.model.url, wire_api: "responses" });

  /** All that the runtime has written. */
  const filesOf = ({ home }: TestRuntime): string =>
    readdirSync(home.codexHome, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join("\n");

  const authorizationOf = ({ model }: TestRuntime): unknown =>
    model.requests.at(-1)?.headers["authorization"];

  it("in runtime.config stands among the arguments of the runtime", async () => {
    await using test = await startTestRuntime(withSnapshots);
    const config = { model_providers: { mine: { ...provider(test), http_headers: header } } };
    await using codex = await Codex.connect({ runtime: { ...test.runtime, config } });
    expect(codex.server.version).toBeDefined();
    expect(argumentsOf(test)).toContain(secret);
  });

  it.each<[string, readonly string[], boolean]>([
    ["and in a file that the runtime writes for the shells of commands", [], true],
    ["and in no file, where commands do not get it", ["MINE_KEY"], false],
  ])(
    "in a variable that runtime.config names does not; it reaches the model, %s",
    async (_, exclude, written) => {
      await using test = await startTestRuntime(withSnapshots);
      test.model.enqueue(functionCall("exec_command", { cmd: "true" }), message("Hello"));
      const config = {
        model_provider: "mine",
        model_providers: { mine: { ...provider(test), env_key: "MINE_KEY" } },
        shell_environment_policy: { exclude },
      };
      const env = { ...test.runtime.env, MINE_KEY: secret };
      await using codex = await Codex.connect({ runtime: { ...test.runtime, config, env } });
      await (await codex.startThread()).run("Hi");
      expect(authorizationOf(test)).toBe(`Bearer ${secret}`);
      expect(argumentsOf(test)).toContain("MINE_KEY");
      expect(argumentsOf(test)).not.toContain(secret);
      await expect.poll(() => filesOf(test).includes(secret)).toBe(written);
      await codex.close();
      expect(filesOf(test)).not.toContain(secret);
    },
  );

  it("in the configuration of a thread does not, and is written nowhere", async () => {
    await using test = await startTestRuntime(withSnapshots);
    test.model.enqueue(message("Hello"));
    await using codex = await Codex.connect({ runtime: test.runtime });
    const config = { model_providers: { mine: { ...provider(test), http_headers: header } } };
    const thread = await codex.startThread({ modelProvider: "mine", config });
    await thread.run("Hi");
    expect(authorizationOf(test)).toBe(`Bearer ${secret}`);
    expect(argumentsOf(test)).not.toContain(secret);
    expect(filesOf(test)).not.toContain(secret);
  });
});
