// Who does the jobs: a plain loop over one client, or workers of the fleet. Each has runtimes of its own, all in one home.
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import type { TestRuntime } from "@codex-typed/client/testing";
import type { FleetJob } from "../../../examples/fleet/job.js";
import { JOB_OPTIONS, type FleetData } from "../../../examples/fleet/queues.js";
import type { FleetWorkerOptions } from "../../../examples/fleet/worker.js";
import { Program } from "./program.js";

/** How many jobs a client, or a worker, has under way. */
export const AT_ONCE = 4;
/** How often the queue is looked at. */
const LOOK_MS = 20;
const JOB: FleetJob = {
  repository: "repository",
  prompt: "Say that you are there.",
  approvalMode: "deny_all",
  sandbox: "read_only",
};

/** What the contenders share. */
export interface Surroundings {
  readonly test: TestRuntime;
  /** With what a connection to Redis is opened. */
  readonly redis: string;
  /** Aborted when all are to end. */
  readonly signal: AbortSignal;
}

export interface Contender extends AsyncDisposable {
  readonly name: string;
  readonly programs: readonly Program[];
  /** Resolves when so many more jobs are done. */
  run(jobs: number): Promise<void>;
}

export interface LoopOptions {
  readonly runtime: TestRuntime["runtime"];
  readonly cwd: string;
  readonly prompt: string;
  readonly atOnce: number;
}

export function plainLoop({ test: { runtime, home }, signal }: Surroundings): Contender {
  const options: LoopOptions = {
    runtime,
    cwd: `${home.workspace}/${JOB.repository}`,
    prompt: JOB.prompt,
    atOnce: AT_ONCE,
  };
  const program = new Program("loop", options, signal);
  return {
    name: "a plain loop, one client",
    programs: [program],
    run: async (jobs) => void (await program.ask({ what: "run", jobs })),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** So many workers on a queue of their own. */
export function fleetOf(count: number, { test: { runtime, home }, redis, signal }: Surroundings): Contender {
  const name = `fleet-${count}`;
  const connection = new Redis(redis, { maxRetriesPerRequest: null });
  const queue = new Queue<FleetData>(name, { connection });
  const programs = Array.from({ length: count }, (_, index) => {
    const options: FleetWorkerOptions = {
      name: `${name}-${index + 1}`,
      redis,
      queue: name,
      repositories: home.workspace,
      runtime,
      atOnce: AT_ONCE,
      drainMs: 10_000,
      patienceMs: 60_000,
      allowsFullAccess: false,
    };
    return new Program("worker", options, signal);
  });
  let added = 0;
  return {
    name: count === 1 ? "1 worker" : `${count} workers`,
    programs,
    async run(jobs) {
      await queue.addBulk(
        Array.from({ length: jobs }, () => ({ name: JOB.repository, data: { job: JOB }, opts: JOB_OPTIONS })),
      );
      added += jobs;
      for (;;) {
        const { completed = 0, failed = 0 } = await queue.getJobCounts("completed", "failed");
        if (failed > 0) throw new Error(`A job failed: ${(await queue.getFailed())[0]?.failedReason}`);
        if (completed === added) return;
        if (programs.some(({ hasEnded }) => hasEnded)) throw new Error("A worker has ended.");
        await sleep(LOOK_MS, undefined, { signal });
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(programs.map((program) => program[Symbol.asyncDispose]()));
      await queue.close();
      connection.disconnect();
    },
  };
}
