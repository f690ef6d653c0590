import type * as ChildProcess from "node:child_process";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

// What is asked of Windows cannot run here; that it is asked can be seen.
const asked: { how: string; command: string; args: readonly string[] }[] = [];
let fails = false;
/** What `ps` says of a process. */
let state = "";
vi.mock("node:child_process", async (importOriginal) => ({
  ...(await importOriginal<typeof ChildProcess>()),
  spawn: (command: string, args: readonly string[]) => {
    asked.push({ how: "spawn", command, args });
    const child = new EventEmitter();
    if (fails) queueMicrotask(() => child.emit("error", new Error("ENOENT")));
    return child;
  },
  spawnSync: (command: string, args: readonly string[]) => {
    asked.push({ how: "spawnSync", command, args });
    return fails ? { error: new Error("ENOENT"), stdout: null } : { stdout: state };
  },
}));

async function onWindows() {
  return on("win32");
}

async function on(platform: NodeJS.Platform) {
  vi.resetModules();
  vi.spyOn(process, "platform", "get").mockReturnValue(platform);
  return import("../../../../src/transport/stdio/process-tree.js");
}

beforeEach(() => {
  fails = false;
  asked.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const taskkill = { command: "taskkill", args: ["/PID", "42", "/T", "/F"] };

test("on Windows the runtime is started without a console window, and not detached, which would open one", async () => {
  const { ownTree } = await onWindows();
  expect(ownTree).toEqual({ detached: false, windowsHide: true });
});

test.each(["SIGTERM", "SIGKILL"] as const)("on Windows %s is the forced end of the tree", async (signal) => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const { signalTree } = await onWindows();
  signalTree(42, signal);
  expect(asked).toEqual([{ how: "spawn", ...taskkill }]);
  expect(kill).not.toHaveBeenCalled();
});

test("on Windows an exiting process waits for the end of the trees", async () => {
  const { endTreesSync } = await onWindows();
  endTreesSync([42], 60_000);
  expect(asked).toEqual([{ how: "spawnSync", ...taskkill }]);
});

test("on Windows without taskkill at least the process itself is ended", async () => {
  fails = true;
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const { endTreesSync, signalTree } = await onWindows();
  endTreesSync([42], 60_000);
  expect(kill.mock.calls).toEqual([[42]]);
  signalTree(43, "SIGTERM");
  await Promise.resolve();
  expect(kill.mock.calls).toEqual([[42], [43]]);
});

test.each([
  ["has ended, and is a zombie", "Z+\n", false],
  ["is gone", "", false],
  ["cannot be looked at, without ps", "", true],
])("on macOS an exiting process waits for no process that %s", async (_, told, withoutPs) => {
  fails = withoutPs;
  state = told;
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const { endTreesSync } = await on("darwin");
  const started = performance.now();
  endTreesSync([42], 60_000);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(asked).toEqual([{ how: "spawnSync", command: "ps", args: ["-o", "stat=", "-p", "42"] }]);
  expect(kill.mock.calls).toEqual([
    [-42, "SIGTERM"],
    [-42, "SIGKILL"],
  ]);
});

test("on macOS it waits for what still runs, until the grace is over", async () => {
  state = "S+\n";
  vi.spyOn(process, "kill").mockReturnValue(true);
  const { endTreesSync } = await on("darwin");
  const started = performance.now();
  endTreesSync([42], 30);
  expect(performance.now() - started).toBeGreaterThanOrEqual(30);
});

test.each([1, 0, -1, NaN])("what is no process of ours is not signalled: %s", async (pid) => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const { endTreesSync, killLeftovers, signalTree } = await on("linux");
  signalTree(pid, "SIGKILL");
  killLeftovers(pid);
  endTreesSync([pid], 0);
  expect(kill).not.toHaveBeenCalled();
});
