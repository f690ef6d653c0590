import { readdirSync, readFileSync } from "node:fs";

import type { TestHome } from "../../src/testing/index.js";

/**
 * The processes that live in a home: the runtime, and at times commands that it has just started. Linux only: it has the
 * environment of each process in a file.
 */
export function processesOf(home: TestHome): readonly number[] {
  return processesWith(`CODEX_HOME=${home.codexHome}`);
}

/** The processes that have `NAME=VALUE` in their environment. */
export function processesWith(variable: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(pid, "environ").split("\0").includes(variable))
    .map(Number);
}

/** The one of them that this process started. */
export function runtimeOf(home: TestHome): number {
  const runtimes = processesOf(home).filter((pid) =>
    read(String(pid), "status").includes(`\nPPid:\t${String(process.pid)}\n`),
  );
  const [pid] = runtimes;
  if (pid === undefined || runtimes.length > 1)
    throw new Error(`${String(runtimes.length)} runtimes run there.`);
  return pid;
}

/** Empty for a zombie, and for a process that has just gone or is another user's. */
function read(pid: string, file: "environ" | "status"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
