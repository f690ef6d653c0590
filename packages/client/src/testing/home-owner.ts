import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

import { memberOf } from "../lib/guards.js";

/** A process, told from every other: also from one that gets its number later, or has it in another container or on another machine. */
export interface Owner {
  readonly pid: number;
  /** The machine, its start, and the namespace in which the number counts, as far as the system tells. */
  readonly realm: string;
  /** When it was started, in the system's own count; `null` where the system does not tell. */
  readonly startedAt: string | null;
}

/** This process. */
export function thisOwner(): Owner {
  return { pid: process.pid, realm: realm(), startedAt: startOf(process.pid) };
}

/** What {@link thisOwner} once was, out of what may be anything. */
export function readOwner(value: unknown): Owner | undefined {
  const [pid, where, startedAt] = ["pid", "realm", "startedAt"].map((name) => memberOf(value, name));
  const isOne =
    typeof pid === "number" &&
    pid > 0 &&
    typeof where === "string" &&
    (startedAt === null || typeof startedAt === "string");
  return isOne ? { pid, realm: where, startedAt } : undefined;
}

/** Whether a process is known to be no more. One of which this process cannot know may be alive. */
export function isGone(owner: Owner): boolean {
  if (owner.realm !== realm()) return false;
  if (!exists(owner.pid)) return true;
  const startedAt = startOf(owner.pid);
  return startedAt !== null && owner.startedAt !== null && startedAt !== owner.startedAt;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Anything else is a process that this one may not signal.
    return memberOf(error, "code") !== "ESRCH";
  }
}

function realm(): string {
  const boot = told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const namespace = told(() => readlinkSync("/proc/self/ns/pid"));
  return [hostname(), boot, namespace].filter((part) => part !== null).join(" ");
}

/** Field 22 of the process's `stat`; the second, its name, may hold spaces and parentheses. */
function startOf(pid: number): string | null {
  const stat = told(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function told(read: () => string): string | null {
  if (process.platform !== "linux") return null;
  try {
    return read();
  } catch {
    return null;
  }
}
