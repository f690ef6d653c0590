import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { findRuntime } from "../../src/transport/stdio/runtime-binary.js";
import { functionCall, startTestRuntime } from "../../src/testing/index.js";
import { processesOf } from "../support/runtime-processes.js";
import { compiled } from "../support/compiled.js";

const transport = await compiled(
  fileURLToPath(new URL("../../src/transport/stdio/stdio.ts", import.meta.url)),
);
const stdioModule = pathToFileURL(transport.path("stdio")).href;
afterAll(() => transport[Symbol.asyncDispose]());
const program = fileURLToPath(new URL("fixtures/parent.mjs", import.meta.url));

/** The processes that run `sleep SECONDS`. */
function sleepers(seconds: string): readonly number[] {
  return readdirSync("/proc")
    .filter((pid) => commandOf(pid) === `sleep\0${seconds}\0`)
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

// The runtime runs each command in a session of its own: no signal to the runtime's group reaches what a command started.
describe.runIf(process.platform === "linux")(
  "commands that the runtime runs do not outlive a parent that",
  () => {
    test.each<[string, string, unknown[]]>([
      ["closes the client", "close", [0, null]],
      ["calls process.exit", "exit", [0, null]],
      ["throws", "throw", [1, null]],
      ["is killed", "SIGKILL", [null, "SIGKILL"]],
      ["is told to go", "SIGTERM", [null, "SIGTERM"]],
    ])("%s", async (_, how, end) => {
      await using runtime = await startTestRuntime();
      const seconds = String(randomInt(100_000, 1_000_000));
      runtime.model.enqueue(functionCall("exec_command", { cmd: `sleep ${seconds} & sleep ${seconds}` }));
      const options = { ...runtime.runtime, path: findRuntime().path };
      const parent = spawn(process.execPath, [program, stdioModule, how, JSON.stringify(options)], {
        stdio: ["pipe", "ignore", "ignore"],
      });
      const exit = once(parent, "exit");
      await vi.waitFor(() => expect(sleepers(seconds)).toHaveLength(2), 15_000);
      if (how.startsWith("SIG")) parent.kill(how as NodeJS.Signals);
      else parent.stdin.write("now\n");
      expect(await exit).toEqual(end);
      try {
        await vi.waitFor(
          () => expect([sleepers(seconds), processesOf(runtime.home)]).toEqual([[], []]),
          5_000,
        );
      } finally {
        for (const pid of sleepers(seconds)) process.kill(pid, "SIGKILL");
      }
    });
  },
);
