import { killTreeSync } from "./process-tree.js";

const live = new Set<number>();

function killAll(): void {
  for (const pid of live) killTreeSync(pid);
}

/**
 * Kills a process tree if this process exits first, until disposed. The runtime ends by itself at the EOF on
 * its stdin; this is for one that hangs. A death by signal runs no exit listener: then there is only the EOF.
 */
export function killOnExit(pid: number): Disposable {
  // One listener for all: Node warns of a leak at the eleventh.
  if (live.size === 0) process.on("exit", killAll);
  live.add(pid);
  return {
    [Symbol.dispose]: () => {
      if (live.delete(pid) && live.size === 0) process.off("exit", killAll);
    },
  };
}
