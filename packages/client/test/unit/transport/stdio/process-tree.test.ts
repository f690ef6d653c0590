import type * as ChildProcess from "node:child_process";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

// What is asked of Windows cannot run here; that it is asked can be seen.
const asked: { how: string; command: string; args: readonly string[] }[] = [];
let fails = false;
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
    return fails ? { error: new Error("ENOENT") } : {};
  },
}));

async function onWindows() {
  vi.resetModules();
  vi.spyOn(process, "platform", "get").mockReturnValue("win32");
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
