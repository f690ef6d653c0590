import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { findRuntime } from "../../../src/transport/stdio/runtime-binary.js";
import { compiled } from "../../support/compiled.js";
import { fixture, isAlive, shutdown } from "./open-fixture.js";

const transport = await compiled(
  fileURLToPath(new URL("../../../src/transport/stdio/stdio.ts", import.meta.url)),
);
const stdioModule = pathToFileURL(transport.path("stdio")).href;
const home = mkdtempSync(join(tmpdir(), "codex-typed-home-"));
afterAll(async () => {
  await transport[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

const deaf = { path: process.execPath, args: [fixture("deaf"), "--ignore-sigterm"], shutdown };
const runtime = { path: findRuntime().path, env: { CODEX_HOME: home, PATH: process.env["PATH"] } };

function startParent(how: string, options: object) {
  const parent = spawn(process.execPath, [fixture("parent"), stdioModule, how, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exit = once(parent, "exit");
  const firstLine = once(createInterface({ input: parent.stdout }), "line").then(([line]) => line as string);
  return { parent, exit, firstLine };
}

async function pidOfDeafChild(firstLine: Promise<string>): Promise<number> {
  return (JSON.parse(await firstLine) as { params: { pid: number } }).params.pid;
}

function childrenOf({ pid }: ChildProcess): number[] {
  const id = String(pid);
  return readFileSync(`/proc/${id}/task/${id}/children`, "utf8").trim().split(" ").map(Number);
}

describe.skipIf(process.platform === "win32")("a parent that", () => {
  test.each([
    ["calls process.exit", "exit", 0],
    ["throws", "throw", 1],
    ["closes has nothing left that keeps it alive", "close", 0],
  ])("%s leaves no process behind, not even one that ignores EOF and SIGTERM", async (_, how, code) => {
    const { exit, firstLine } = startParent(how, deaf);
    const pid = await pidOfDeafChild(firstLine);
    expect(await exit).toEqual([code, null]);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });

  test.runIf(process.platform === "linux")("is killed leaves no runtime behind", async () => {
    const { parent, exit, firstLine } = startParent("stay", runtime);
    expect(JSON.parse(await firstLine)).toMatchObject({ id: 1, result: { codexHome: home } });
    const pids = childrenOf(parent);
    expect(pids.filter(isAlive)).toHaveLength(1);
    parent.kill("SIGKILL");
    await exit;
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5_000 });
  });
});
