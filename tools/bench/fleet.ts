// What the fleet costs beside a plain loop over one client: CPU of a worker's process, jobs a second, and what it keeps of its jobs.
// The runtime is the real one, and its model answers at once, so that what is measured is ours. All take turns.
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { message, startTestRuntime, type TestRuntime } from "@codex-typed/client/testing";
import { hasRedis, startRedis } from "../test/support/redis.js";
import { interleaved, median, medianRatio, spread } from "./codegen/statistics.js";
import { table } from "./codegen/table.js";
import type { Memory } from "./fleet/answers.js";
import { AT_ONCE, fleetOf, plainLoop, type Contender } from "./fleet/contenders.js";
import { cpuEach, cpuOf, total, type Cpu } from "./fleet/cpu.js";
import { interruption } from "./interruption.js";
import { machineLine } from "./machine.js";

/** After so many jobs its memory is looked at. */
const LOOKS = [200, 600, 1_000] as const;

interface Options {
  readonly jobs: number;
  readonly laps: number;
}

/**
 * `--jobs N` (default 40): jobs of a lap, and of the warm-up of each process. `--laps N` (default 3): laps of each contender. `--only PART`
 * (cost, memory): that part alone.
 */
export async function benchFleet(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      jobs: { type: "string", default: "40" },
      laps: { type: "string", default: "3" },
      only: { type: "string" },
    },
  });
  if (!hasRedis) {
    console.log("not measured: there is no redis-server here");
    return;
  }
  console.log(machineLine());
  const options = { jobs: Math.max(1, Number(values.jobs)), laps: Math.max(1, Number(values.laps)) };
  using interrupted = interruption();
  const { signal } = interrupted;
  if (values.only !== "memory") await benchCost(options, signal);
  if (values.only !== "cost") await benchMemory(signal);
}

interface Lap {
  readonly jobsPerSecond: number;
  /** Of each job. */
  readonly cpu: Cpu;
  /** How many cores all of them kept busy. */
  readonly cores: number;
}

async function benchCost({ jobs, laps }: Options, signal: AbortSignal): Promise<void> {
  await using test = await startModel();
  await using redis = await startRedis();
  const surroundings = { test, redis: redis.url, signal };
  await using loop = plainLoop(surroundings);
  await using one = fleetOf(1, surroundings);
  await using two = fleetOf(2, surroundings);
  await using three = fleetOf(3, surroundings);
  const contenders: readonly Contender[] = [loop, one, two, three];
  for (const contender of contenders) await contender.run(jobs * contender.programs.length);
  const connection = new Redis(redis.url);
  const results = await interleaved(contenders, laps, async (contender): Promise<Lap> => {
    script(test);
    const [before, start] = [await cpuOf(contender, connection), performance.now()];
    await contender.run(jobs);
    const wallMs = performance.now() - start;
    const cpu = cpuEach(before, await cpuOf(contender, connection), jobs);
    return { jobsPerSecond: (1000 * jobs) / wallMs, cpu, cores: (total(cpu) * jobs) / wallMs };
  });
  connection.disconnect();

  const lapsOf = (contender: Contender, value: (lap: Lap) => number): readonly number[] =>
    (results.get(contender) ?? []).map(value);
  const rate = ({ jobsPerSecond }: Lap): number => jobsPerSecond;
  const own = ({ cpu }: Lap): number => cpu.clients;
  const middle = (contender: Contender, value: (lap: Lap) => number): string =>
    median(lapsOf(contender, value)).toFixed(1);
  console.log(
    `\njobs of one turn that is answered at once, ${AT_ONCE} at once for each client; median of ${laps} laps of ${jobs} (min–max), all taking turns, warm`,
  );
  console.log(
    table(
      [
        "",
        "jobs/s",
        "(min–max)",
        "× loop",
        "CPU ms/job: own",
        "(min–max)",
        "runtimes",
        "Redis",
        "model",
        "cores busy",
      ],
      contenders.map((contender) => [
        contender.name,
        middle(contender, rate),
        range(lapsOf(contender, rate)),
        medianRatio(lapsOf(contender, rate), lapsOf(loop, rate)).toFixed(2),
        middle(contender, own),
        range(lapsOf(contender, own)),
        ...(["runtimes", "redis", "model"] as const).map((key) => middle(contender, ({ cpu }) => cpu[key])),
        middle(contender, ({ cores }) => cores),
      ]),
    ),
  );
  const bare = lapsOf(loop, own);
  const over = lapsOf(one, own).map((cpu, lap) => cpu - (bare[lap] ?? NaN));
  console.log(
    `a worker's process over the bare client: ${median(over).toFixed(1)} ms of CPU a job (${range(over)}; target: ≤ 10)`,
  );
  // Where the system does not tell the runtimes' CPU, nothing follows.
  if (process.platform !== "linux") return;
  const cores = availableParallelism();
  const used = lapsOf(three, ({ cpu }) => total(cpu));
  const runtimes = lapsOf(three, ({ cpu }) => cpu.runtimes);
  console.log(
    `3 workers: ${(100 * medianRatio(runtimes, used)).toFixed(0)} % of the CPU of a job is the runtimes'; ${cores} cores have CPU for ${((1000 * cores) / median(used)).toFixed(1)} jobs/s at most`,
  );
}

async function benchMemory(signal: AbortSignal): Promise<void> {
  await using test = await startModel();
  await using redis = await startRedis();
  await using worker = fleetOf(1, { test, redis: redis.url, signal });
  const looks: (Memory & { readonly done: number })[] = [];
  for (const done of LOOKS) {
    await worker.run(done - (looks.at(-1)?.done ?? 0));
    script(test);
    for (const program of worker.programs) {
      const { memory } = await program.ask({ what: "memory" });
      if (memory !== undefined) looks.push({ done, ...memory });
    }
  }
  const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  console.log("\nwhat a worker's process holds, after a collection");
  console.log(
    table(
      ["", "objects", "heap MB", "of it code", "RSS MB"],
      looks.map(({ done, objects, heapBytes, codeBytes, rssBytes }) => [
        `after ${done} jobs`,
        String(objects),
        ...[heapBytes, codeBytes, rssBytes].map(mb),
      ]),
    ),
  );
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return;
  const each = (value: (memory: Memory) => number): number =>
    (value(last) - value(first)) / (last.done - first.done);
  console.log(
    `a job keeps ${each(({ objects }) => objects).toFixed(2)} objects and ${each(({ heapBytes, codeBytes }) => heapBytes - codeBytes).toFixed(0)} bytes of heap that are no code (flat: ≤ 0.1, ≤ 250)`,
  );
}

function range(values: readonly number[]): string {
  const { min, max } = spread(values);
  return `${min.toFixed(1)}–${max.toFixed(1)}`;
}

/** A home with a repository, and a model that has one answer to everything. */
async function startModel(): Promise<TestRuntime> {
  const test = await startTestRuntime();
  script(test);
  await mkdir(join(test.home.workspace, "repository"));
  return test;
}

/** Has the model forget what it was asked: it keeps that for tests. */
function script({ model }: TestRuntime): void {
  model.reset();
  model.respond(() => message("I am here."));
}
