import { execa, type ResultPromise } from "execa";

/** How long the processes have to end by themselves once they are asked to. */
const GRACE_MS = 5000;

const OPTIONS = { all: true, stdin: "ignore", preferLocal: true } as const;

/** A running program whose output is one stream. */
export type Running = ResultPromise<typeof OPTIONS>;

/**
 * Runs a program in a process group of its own. Ctrl-C in the terminal does not reach it; once `signal` aborts, the program and
 * everything that it started are ended, and the promise settles when they are gone: a pnpm that outlives its npx would go on
 * writing to node_modules.
 */
export function runGroup(
  cwd: string,
  [command, ...args]: readonly [string, ...string[]],
  signal?: AbortSignal,
): Running {
  const child = execa(command, args, {
    ...OPTIONS,
    cwd,
    localDir: cwd,
    detached: process.platform !== "win32",
    env: { NO_COLOR: "1" },
  });
  const end = (): void => {
    killGroup(child, "SIGTERM");
    setTimeout(() => {
      killGroup(child, "SIGKILL");
      // A process that left the group may hold the other end for ever.
      child.all.destroy();
    }, GRACE_MS).unref();
  };
  if (signal?.aborted) end();
  else signal?.addEventListener("abort", end, { once: true });
  const forget = (): void => signal?.removeEventListener("abort", end);
  child.then(forget, forget);
  return child;
}

function killGroup(child: Running, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}
