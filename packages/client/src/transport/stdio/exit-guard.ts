import { endTreesSync } from "./process-tree.js";

const live = new Set<number>();

/** The runtime needs less than 100 ms. Only one that hangs makes the exit of this process wait. */
const graceMs = 1_000;

function endAll(): void {
  endTreesSync(live, graceMs);
}

/**
 * Ends a process tree if this process exits first, until disposed. At the EOF on its stdin the runtime ends by itself; this
 * is for one that hangs. A death by signal runs no exit listener: then there is only the EOF.
 */
export function endOnExit(pid: number): Disposable {
  // One listener for all: Node warns of a leak at the eleventh.
  if (live.size === 0) process.on("exit", endAll);
  live.add(pid);
  return {
    [Symbol.dispose]: () => {
      if (live.delete(pid) && live.size === 0) process.off("exit", endAll);
    },
  };
}
