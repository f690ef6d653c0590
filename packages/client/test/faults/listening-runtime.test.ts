import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { compiled } from "../support/compiled.js";
import { processesWith } from "../support/runtime-processes.js";

const program = await compiled(fileURLToPath(new URL("fixtures/listening-parent.ts", import.meta.url)));
afterAll(() => program[Symbol.asyncDispose]());

interface Told {
  readonly pid: number;
  readonly tokenFile: string;
  readonly codexHome: string;
}

describe.runIf(process.platform === "linux")("a runtime that listens does not outlive a test that", () => {
  test.each<[string, NodeJS.Signals | "exit", unknown[]]>([
    ["is killed", "SIGKILL", [null, "SIGKILL"]],
    ["is told to go", "SIGTERM", [null, "SIGTERM"]],
    ["calls process.exit", "exit", [0, null]],
  ])("%s", async (_, how, end) => {
    const seconds = String(randomInt(100_000, 1_000_000));
    const parent = spawn(process.execPath, [program.path("listening-parent"), seconds], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const exit = once(parent, "exit");
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    const { pid, tokenFile, codexHome } = JSON.parse(line) as Told;
    const left = (): readonly number[] => processesWith(`CODEX_HOME=${codexHome}`);
    // The runtime, and the command in a session of its own.
    await vi.waitFor(() => expect(left().length).toBeGreaterThan(1), 10_000);
    expect(left()).toContain(pid);
    if (how === "exit") parent.stdin.write("now\n");
    else parent.kill(how);
    expect(await exit).toEqual(end);
    try {
      await vi.waitFor(() => expect(left()).toEqual([]), 10_000);
      await vi.waitFor(() => expect(existsSync(dirname(tokenFile))).toBe(false), 10_000);
    } finally {
      for (const each of left()) process.kill(each, "SIGKILL");
      rmSync(dirname(codexHome), { recursive: true, force: true });
    }
  });
});
