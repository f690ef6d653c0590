import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What this process holds. */
export interface Snapshot {
  readonly rssMb: number;
  /** After a collection. */
  readonly heapMb: number;
  readonly externalMb: number;
  /** What keeps Node alive, by kind, sorted. */
  readonly handles: readonly string[];
  readonly children: number;
  readonly exitListeners: number;
}

/** Looks once what was closed is really gone: a turn of the loop later, and collected. */
export async function snapshot(): Promise<Snapshot> {
  await pause(100);
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    rssMb: rss / 2 ** 20,
    heapMb: heapUsed / 2 ** 20,
    externalMb: external / 2 ** 20,
    handles: process.getActiveResourcesInfo().sort(),
    children: childrenOfThisProcess(),
    exitListeners: process.listenerCount("exit"),
  };
}

/** One line for people. */
export function describeSnapshot({ rssMb, heapMb, externalMb, handles, children }: Snapshot): string {
  const mb = [rssMb, heapMb, externalMb].map((size) => size.toFixed(1).padStart(6));
  return `rss ${mb[0]} MB, heap ${mb[1]} MB, external ${mb[2]} MB, ${String(handles.length)} handles, ${String(children)} children`;
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** 0 where the system has no list of them. */
function childrenOfThisProcess(): number {
  if (process.platform !== "linux") return 0;
  return readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean),
  ).length;
}
