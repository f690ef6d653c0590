// The CPU of all that take part in a job, so that it is seen which of them the machine has no more for.
import { readdirSync, readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import type { Contender } from "./contenders.js";

/** In milliseconds, of user and system time. */
export interface Cpu {
  /** The loop's process, or the workers'. */
  readonly clients: number;
  /** `NaN` where the system does not tell. */
  readonly runtimes: number;
  readonly redis: number;
  /** The process of the benchmark: the scripted model, and who adds the jobs. */
  readonly model: number;
}

/** A tick of the times in `/proc`, on every Linux. */
const TICK_MS = 10;

/** How much has been used so far. */
export async function cpuOf({ programs }: Contender, redis: Redis): Promise<Cpu> {
  const answers = await Promise.all(programs.map((program) => program.ask({ what: "cpu" })));
  const { user, system } = process.cpuUsage();
  return {
    clients: sum(answers.map(({ cpuMs }) => cpuMs)),
    runtimes: sum(programs.flatMap(({ pid }) => childrenOf(pid).map(processCpu))),
    redis: redisCpu(await redis.info("cpu")),
    model: (user + system) / 1000,
  };
}

/** What was used between two looks, of each so many. */
export function cpuEach(before: Cpu, after: Cpu, count: number): Cpu {
  const each = (key: keyof Cpu): number => (after[key] - before[key]) / count;
  return { clients: each("clients"), runtimes: each("runtimes"), redis: each("redis"), model: each("model") };
}

/** Of all that take part. */
export function total({ clients, runtimes, redis, model }: Cpu): number {
  return clients + runtimes + redis + model;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function childrenOf(pid: number): readonly number[] {
  if (process.platform !== "linux") return [NaN];
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}

/** Of a process, and of those of its own that have ended. */
function processCpu(pid: number): number {
  if (Number.isNaN(pid)) return NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of its program comes first, in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return TICK_MS * sum(fields.slice(11, 15).map(Number));
}

/** The lines of `INFO cpu`, in seconds. */
function redisCpu(info: string): number {
  return (
    1000 * sum([...info.matchAll(/^used_cpu_(?:sys|user):(.*)$/gm)].map(([, seconds]) => Number(seconds)))
  );
}
