// What the measured programs have in common: the client that they measure, which is that of either tree.
import type * as client from "@codex-typed/client";

export type Client = typeof client;

/** Loads the client whose root entry is at `url`. */
export async function loadClient(url: string): Promise<Client> {
  return (await import(url)) as Client;
}

/** What is on the heap once nothing is left to collect, in bytes. Needs `--expose-gc`. */
export async function heapBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  // What a finalizer lets go of is collected only by the next run.
  for (let run = 0; run < 6; run++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

/** Ends a measured program: its result goes to stdout, and nothing is waited for. */
export function report(result: object): void {
  process.stdout.write(JSON.stringify(result), () => process.exit());
}
