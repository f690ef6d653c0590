import { spawn, spawnSync } from "node:child_process";

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

/** {@link signalTree} with SIGKILL, for a process that is itself exiting and cannot wait. */
export function killTreeSync(pid: number): void {
  if (!onWindows) return signalGroup(pid, "SIGKILL");
  const { error } = spawnSync("taskkill", taskkill(pid), { stdio: "ignore", windowsHide: true });
  if (error !== undefined) killOnly(pid);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
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
