import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const onWindows = process.platform === "win32";

/** How a process must be spawned for {@link signalTree} to reach what it spawns in turn. */
export const ownTree = { detached: !onWindows, windowsHide: true } as const;

/** Signals a process that was spawned with {@link ownTree}, and its descendants. Never throws. */
export function signalTree(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  if (!onWindows) return signalGroup(pid, signal);
  // There are no signals on Windows: both mean the forced end of the tree.
  spawn("taskkill", taskkill(pid), { stdio: "ignore", windowsHide: true }).on("error", () => killOnly(pid));
}

/**
 * Kills what a process that was just reaped left of its tree. Only at once: as soon as the group is empty, its
 * number is free for others. On Windows the tree of a dead process cannot be told any more.
 */
export function killLeftovers(pid: number): void {
  if (!onWindows) signalGroup(pid, "SIGKILL");
}

/**
 * Ends trees for a process that is itself exiting and has no event loop any more: SIGTERM, and SIGKILL for what is left
 * after a grace. Not SIGKILL alone: the runtime puts each command that it runs into a session of its own, where no signal
 * to its group arrives, and ends them itself when it is asked to go.
 */
export function endTreesSync(pids: Iterable<number>, graceMs: number): void {
  const all = [...pids];
  if (onWindows) return all.forEach(killTreeOnWindows);
  const deadline = performance.now() + graceMs;
  for (const pid of all) signalGroup(pid, "SIGTERM");
  while (all.some(isRunning) && performance.now() < deadline) Atomics.wait(neverNotified, 0, 0, 5);
  for (const pid of all) signalGroup(pid, "SIGKILL");
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Nobody reaps the children of a process that is exiting: what has ended stays as a zombie. */
function isRunning(pid: number): boolean {
  const state = stateOf(pid);
  return state !== "" && !state.startsWith("Z");
}

function stateOf(pid: number): string {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    // null, whatever the types say, if there is no ps.
    return (stdout ?? "").trim();
  }
  try {
    // "PID (NAME) STATE …", where the name may hold anything.
    return (
      readFileSync(`/proc/${String(pid)}/stat`, "utf8")
        .split(") ")
        .at(-1) ?? ""
    );
  } catch {
    return "";
  }
}

function killTreeOnWindows(pid: number): void {
  const { error } = spawnSync("taskkill", taskkill(pid), { stdio: "ignore", windowsHide: true });
  if (error !== undefined) killOnly(pid);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  // Group 0 is this process's own, and -1 is every process that there is.
  if (!(pid > 1)) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: on macOS, only zombies are.
  }
}

function killOnly(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It went first.
  }
}

function taskkill(pid: number): string[] {
  return ["/PID", String(pid), "/T", "/F"];
}
