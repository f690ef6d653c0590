import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { runDemo, type DemoOptions } from "../../../packages/client/src/demo/run-demo.js";
import { Screen } from "../../../packages/client/src/demo/screen.js";
import { withStage } from "../../../packages/client/src/demo/stage.js";
import { attempt, expectNotRun } from "../../../packages/client/src/demo/wish.js";
import { showFreshness, type FreshnessOptions, type Generation } from "../../demo/freshness.js";
import { NOTHING_GENERATED } from "../support/nothing-generated.js";

const demo = fileURLToPath(new URL("../../demo.ts", import.meta.url));
/** The same from the second step on: the first generates for seconds. */
const demoAfterGenerating = fileURLToPath(
  new URL("../programs/demo-of-nothing-generated.ts", import.meta.url),
);
const tsx = createRequire(import.meta.url).resolve("tsx");
const timeout = 120_000;
/** The sandbox may write to /tmp, so the testing kit refuses to put a home there. */
const outsideSandbox = path.join(homedir(), ".cache");

describe("the demo as a program", { timeout }, () => {
  it("shows all of it in order, in plain lines of 80 columns, and exits with 0", async () => {
    await using folder = await temporaryFolder(outsideSandbox);
    const { code, text } = await ended(start(demo, folder.path));
    expect(code).toBe(0);
    expectInOrder(text, [
      "1  The types come from the runtime itself",
      / {3}✓ \d+ requests, \d+ server requests, \d+ notifications, \d+ types\n/,
      /✓ nothing drifts from codex \d+\.\d+\.\d+: [\d,]+ lines in \d+ files +\d+\.\d s\n/,
      "2  A real runtime, offline",
      "The model is a script on localhost.",
      /✓ codex \d+\.\d+\.\d+ is up/,
      "3  Text, as it streams",
      "│ This text comes word by word",
      "pieces, together the whole text",
      "4  Approval mode deny_all",
      "✓ refused: there is no denied.txt",
      "✓ refused again: the thread still has deny_all",
      "5  Approval mode ask",
      "→ your function says accept",
      "✓ it ran: accepted.txt holds “hello”",
      "→ your function says decline",
      "✓ it did not run: there is no declined.txt",
      "6  Approval mode auto_review",
      "→ the reviewer denies: “Nobody asked for this file.”",
      "✓ it did not run: there is no doubtful.txt",
      "→ the reviewer allows",
      "✓ it ran: wanted.txt holds “hello”",
      "7  Nothing stays behind",
      "✓ the runtime has exited with code 0, and its folder is removed",
      /All of it held, in \d+\.\d s\.\n/,
      "README.md",
    ]);
    expect(text).not.toContain("\u001b");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    // The runtime makes its folder when it prints its schema.
    expect(await readdir(folder.path)).toEqual([".codex"]);
  });

  it("exits with 1 and says why where the runtime finds no place to live", async () => {
    await using folder = await temporaryFolder("/tmp");
    const { code, text } = await ended(start(demoAfterGenerating, folder.path));
    expect(code).toBe(1);
    expect(text).toContain("✗ Step 2 failed. TestingError: No place for a test home");
    expect(text).not.toMatch(/^ +at /m);
  });

  it("ends on Ctrl-C with 130 and leaves nothing behind", async () => {
    await using folder = await temporaryFolder(outsideSandbox);
    const child = start(demoAfterGenerating, folder.path);
    const end = ended(child);
    child.stdout.on("data", (chunk: Buffer) => {
      if (!chunk.includes("is up")) return;
      // npm passes on what the terminal has sent already.
      child.kill("SIGINT");
      child.kill("SIGINT");
    });
    const { code, text } = await end;
    expect(code).toBe(130);
    expect(text).toMatch(/ {3}Stopped\. Nothing is left behind\.\n$/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe("runDemo", { timeout }, () => {
  it("fails on drift, names each stale file and the command that mends it", async () => {
    await using folder = await temporaryFolder(tmpdir());
    await writeFile(path.join(folder.path, "methods.ts"), "// fresh\n");
    await writeFile(path.join(folder.path, "version.ts"), "// stale\n");
    await writeFile(path.join(folder.path, "old.ts"), "// left over\n");

    const names = ["methods.ts", "rpc.ts", "version.ts"];
    const files = new Map(names.map((name) => [name, "// fresh\n"]));
    const regenerate = (): Promise<Generation> => Promise.resolve({ ...NOTHING_GENERATED, files });
    const { end, text } = await run({ generatedDir: folder.path, regenerate });
    expect(end).toBe("failed");
    expectInOrder(text, [
      "✗ Step 1 failed. The generated files are not what the pinned runtime gives.",
      / extra {4}old\.ts\n/,
      / missing {2}rpc\.ts\n/,
      / changed {2}version\.ts\n/,
      / fix {6}pnpm generate\n/,
    ]);
    expect(text).not.toContain("methods.ts");
    expect(text).not.toContain("A real runtime");
  });

  it("does not begin to play where the runtime does not start", async () => {
    const play = vi.fn();
    const screen = new Screen({ write: () => undefined });
    const staged = withStage(screen, options({ runtimePath: process.execPath }), play);
    await expect(staged).rejects.toMatchObject({ name: "ConnectionClosedError" });
    expect(play).not.toHaveBeenCalled();
  });

  it("stops before it starts where it is already to stop", async () => {
    const { end } = await run({ signal: AbortSignal.abort() });
    expect(end).toBe("stopped");
  });
});

describe("an expectation that is not met", { timeout }, () => {
  it("is told with what was expected and what was seen, and the stage is cleared", async () => {
    let home = "";
    const play = withStage(new Screen({ write: () => undefined }), options({}), async (stage) => {
      home = stage.home.codexHome;
      stage.person.answer = () => "accept";
      const thread = await stage.codex.startThread({ approvalMode: "ask" });
      const wish = { file: "unwanted.txt", why: "Because." };
      await attempt(stage, thread, wish);
      await expectNotRun(stage, wish);
    });
    await expect(play).rejects.toMatchObject({
      message: "A command ran that was to be refused.",
      facts: [
        ["expected", "no file outside/unwanted.txt"],
        ["seen", "it is there and holds “hello”"],
      ],
    });
    expect(home).not.toBe("");
    expect(existsSync(home)).toBe(false);
  });
});

function options(over: Partial<DemoOptions>): DemoOptions {
  return { out: { write: () => undefined }, epilogue: "", signal: new AbortController().signal, ...over };
}

/** Runs it with another generation than that of the pinned runtime. */
async function run({
  signal,
  ...generation
}: Partial<FreshnessOptions>): Promise<{ end: string; text: string }> {
  let text = "";
  const write = (chunk: string): void => {
    text += chunk;
  };
  const regenerate = (): Promise<Generation> => Promise.resolve(NOTHING_GENERATED);
  const prologue: DemoOptions["prologue"] = (screen, stop) =>
    showFreshness(screen, { clientFolder: "no-client", regenerate, ...generation, signal: stop });
  const end = await runDemo(options({ out: { write }, prologue, ...(signal && { signal }) }));
  return { end, text };
}

/** A program as a child process without a terminal, with its homes below `folder`. */
function start(program: string, folder: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ["--conditions=@codex-typed/source", "--import", tsx, program], {
    cwd: folder,
    env: { ...process.env, HOME: folder },
  });
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; text: string }> {
  let text = "";
  const collect = (chunk: Buffer): void => {
    text += chunk.toString("utf8");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
}

async function temporaryFolder(parent: string): Promise<{ readonly path: string } & AsyncDisposable> {
  await mkdir(parent, { recursive: true });
  const made = await mkdtemp(path.join(parent, "demo-test-"));
  return { path: made, [Symbol.asyncDispose]: () => rm(made, { recursive: true, force: true }) };
}

function expectInOrder(text: string, parts: readonly (string | RegExp)[]): void {
  let rest = text;
  for (const part of parts) {
    const at = typeof part === "string" ? rest.indexOf(part) : rest.search(part);
    expect(at, `${String(part)} in order in\n${text}`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + 1);
  }
}
