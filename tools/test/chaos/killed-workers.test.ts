// Many jobs over three workers, each of which may die at any moment, while a person decides in the browser: what has to hold whatever happens.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue, type Job } from "bullmq";
import type { Page } from "playwright-core";
import { expect, it, vi } from "vitest";
import { Codex, unixSocketTransport } from "@codex-typed/client";
import {
  functionCall,
  message,
  startListeningRuntime,
  startTestRuntime,
  type TestRuntime,
} from "@codex-typed/client/testing";
import { serveFleetConsole } from "../../../examples/fleet/console/server.js";
import type { FleetJob, JobResult } from "../../../examples/fleet/job.js";
import { FLEET, JOB_OPTIONS, type FleetData } from "../../../examples/fleet/queues.js";
import type { FleetWorkerOptions } from "../../../examples/fleet/worker.js";
import { browserPath, startBrowser } from "../../../packages/codegen/test/support/diff/browser.js";
import { hasRedis, startRedis } from "../support/redis.js";

const JOBS = 200;
const WORKERS = ["a", "b", "c"] as const;
const KILL_EVERY_MS = 2_000;
/** Each so many-th asks a person; it is repeatable, since its worker may die while it waits. */
const ASK_EVERY = 12;
/** Of the others each second one is repeatable. */
const isRepeatable = (n: number): boolean => asks(n) || n % 2 === 0;
const asks = (n: number): boolean => n % ASK_EVERY === 0 && n > 0;

/** `VERBOSE=1` shows what the workers say. */
const LOG = process.env["VERBOSE"] === "1" ? "inherit" : "ignore";

if (!hasRedis) console.warn("no worker is killed: no redis-server here");
if (browserPath === undefined)
  console.warn("no worker is killed: no Chromium here (CHROMIUM_PATH names one)");

it.skipIf(!hasRedis || browserPath === undefined)(
  `${JOBS} jobs over ${WORKERS.length} workers, one killed every ${KILL_EVERY_MS / 1_000} s: each ends once, and nothing is left over`,
  async () => {
    const started = performance.now();
    await using test = await startTestRuntime({ config: { features: { memories: false } } });
    await using redis = await startRedis();
    const repositories = path.join(test.home.workspace, "repositories");
    for (let n = 0; n < JOBS; n += 1) await mkdir(path.join(repositories, nameOf(n)), { recursive: true });
    scriptModel(test);

    const queue = new Queue<FleetData, JobResult>(FLEET, { connection: { path: redis.url } });
    await queue.addBulk(
      Array.from({ length: JOBS }, (_, n) => ({
        name: nameOf(n),
        data: { job: jobOf(n) },
        opts: { ...JOB_OPTIONS, backoff: { type: "fixed", delay: 200 }, jobId: nameOf(n) },
      })),
    );

    // Outlives the worker that dials it.
    await using dialled = await startListeningRuntime(test, { listen: "unix" });
    await using fleet = new Fleet(test, redis.url, repositories, dialled.address);
    await using console_ = await serveFleetConsole({ redis: redis.url, persons: ["Ada"] });
    const browser = await startBrowser(browserPath ?? "");
    await using _closed = { [Symbol.asyncDispose]: () => browser.close() };
    const page = await browser.newPage();
    await page.goto(console_.urls.get("Ada") ?? "");

    const over = new AbortController();
    const deciding = decide(page, over.signal);
    const kills = await fleet.killAtRandom(() => isWaitedFor(queue));
    await untilAllEnded(queue);
    over.abort();
    const clicks = await deciding;
    await using onlooker = await Codex.connect({ transport: unixSocketTransport(dialled.address) });
    // What a worker had made when it was killed, and not stored yet, a runtime that lives on keeps for a minute.
    const loaded = async () => (await onlooker.rpc.thread.loaded.list({})).data;
    await vi.waitFor(async () => expect(await loaded()).toEqual([]), { timeout: 90_000, interval: 500 });
    // Whatever is not archived is held by nobody: another runtime would be refused it.
    for await (const { id } of onlooker.threads()) await (await onlooker.resumeThread(id)).archive();
    await fleet.stop();

    const jobs = await queue.getJobs(["completed", "failed"]);
    const done = jobs.filter((job) => job.returnvalue != null);
    const setAside = jobs.filter((job) => job.returnvalue == null);
    const executions = await Promise.all(jobs.map((job) => executionsOf(repositories, job)));
    const decided = done.filter(({ returnvalue: { decidedBy } }) => decidedBy !== undefined);
    console.log(
      `${done.length} results (${done.filter(({ returnvalue }) => returnvalue.takenOver).length} taken over), ` +
        `${setAside.length} set aside, ${kills} kills, ${clicks} clicks, ${decided.length} jobs decided, ` +
        `${executions.filter((count) => count > 1).length} repeated, in ${((performance.now() - started) / 1_000).toFixed(1)} s`,
    );
    for (const [reason, count] of countBy(setAside.map(({ failedReason }) => plain(failedReason))))
      console.log(`  ${count} × ${reason}`);

    expect(jobs.map(({ id }) => id).sort()).toEqual(Array.from({ length: JOBS }, (_, n) => nameOf(n)).sort());
    for (const [at, job] of jobs.entries()) {
      const n = numberOf(job);
      const count = executions[at] ?? 0;
      // Nothing twice: one that may not be repeated has run once at most. Nothing lost: a result is that of a command which ran.
      if (!isRepeatable(n)) expect(count, `executions of job ${n}`).toBeLessThanOrEqual(1);
      if (job.returnvalue != null) {
        expect(job.returnvalue.finalResponse).toBe(`${n} done`);
        if (!asks(n)) expect(count, `executions of job ${n}`).toBeGreaterThanOrEqual(1);
      } else
        expect(job.failedReason).toMatch(
          /interrupted, and may have written|has lost \d+ workers|stored nothing/,
        );
    }
    expect(kills).toBeGreaterThan(3);
    expect(decided.length).toBeGreaterThanOrEqual(12);
    expect((await leftProcesses(test.home.codexHome)).filter((id) => id !== String(dialled.pid))).toEqual([]);
    await queue.close();
  },
);

function nameOf(n: number): string {
  return `job-${String(n).padStart(3, "0")}`;
}

function numberOf({ id }: Job): number {
  return Number(/\d+/.exec(id ?? "")?.[0]);
}

function jobOf(n: number): FleetJob {
  return {
    repository: nameOf(n),
    prompt: `Do ${n}`,
    approvalMode: asks(n) ? "ask" : n % 3 === 0 ? "auto_review" : "deny_all",
    sandbox: "workspace_write",
    repeatable: isRepeatable(n),
  };
}

/** Each turn runs one command, which leaves a line behind: so many lines, so many executions. */
function scriptModel({ model }: TestRuntime): void {
  model.respond((request) => {
    const n = Number(/^Do (\d+)$/.exec(request.inputText)?.[1]);
    // A turn that runs again stands in the same thread: its call is another one.
    const callId = `call-${request.turnId ?? ""}`;
    if (request.toolOutput(callId) !== undefined) return message(`${n} done`);
    const escalated = { sandbox_permissions: "require_escalated", justification: `May ${n} be done?` };
    const cmd = "echo done >> executions; sleep 0.3";
    return functionCall("exec_command", asks(n) ? { cmd, ...escalated } : { cmd }, { callId });
  });
}

async function executionsOf(repositories: string, { id = "" }: Job): Promise<number> {
  const text = await readFile(path.join(repositories, id, "executions"), "utf8").catch(() => "");
  return text.split("\n").length - 1;
}

/** Whether jobs wait for a worker, and not for the runtime that holds their thread: only one of the workers can dial that. */
async function isWaitedFor(queue: Queue): Promise<boolean> {
  return (await queue.getJobCountByTypes("waiting", "prioritized", "active")) > 0;
}

async function untilAllEnded(queue: Queue): Promise<void> {
  for (;;) {
    const { completed = 0, failed = 0 } = await queue.getJobCounts("completed", "failed");
    if (completed + failed >= JOBS) return;
    await sleep(200);
  }
}

/** Clicks on whatever waits: Allow and Decline by turns. */
async function decide(page: Page, signal: AbortSignal): Promise<number> {
  let clicks = 0;
  while (!signal.aborted) {
    const name = clicks % 3 === 2 ? "Decline" : "Allow once";
    const button = page.getByRole("button", { name, exact: true }).first();
    // A request goes when its worker does, also under the pointer.
    const clicked = await button.click({ timeout: 300 }).then(
      () => true,
      () => false,
    );
    if (clicked) clicks += 1;
    await sleep(100);
  }
  return clicks;
}

class Fleet implements AsyncDisposable {
  readonly #test: TestRuntime;
  readonly #options: Omit<FleetWorkerOptions, "name">;
  readonly #dial: string;
  readonly #running = new Map<string, ChildProcess>();

  constructor(test: TestRuntime, redis: string, repositories: string, socket: string) {
    this.#test = test;
    this.#dial = `unix:${socket}`;
    this.#options = {
      redis,
      queue: FLEET,
      repositories,
      atOnce: 4,
      home: "shared",
      allowsFullAccess: false,
      patienceMs: 60_000,
      drainMs: 20_000,
      lockMs: 2_000,
      lostMs: 1_000,
    };
    for (const name of WORKERS) this.#start(name);
  }

  #start(name: string): void {
    const program = path.join(import.meta.dirname, "../programs/fleet-worker.ts");
    const where = name === "c" ? { dial: this.#dial } : { runtime: this.#test.runtime };
    const options = JSON.stringify({ ...this.#options, ...where, name });
    const args = ["--import", "tsx", "--conditions=@codex-typed/source", program, options];
    const child = spawn(process.execPath, args, { stdio: ["ignore", LOG, "inherit", "ipc"] });
    this.#running.set(name, child);
  }

  /** @returns How often. */
  async killAtRandom(isNotOver: () => Promise<boolean>): Promise<number> {
    let kills = 0;
    while (await isNotOver()) {
      await sleep(KILL_EVERY_MS);
      const name = WORKERS[Math.floor(Math.random() * WORKERS.length)] ?? "a";
      const child = this.#running.get(name);
      child?.kill("SIGKILL");
      if (child?.exitCode === null && child.signalCode === null) await once(child, "exit");
      kills += 1;
      this.#start(name);
    }
    return kills;
  }

  /** Has them end in order. */
  async stop(): Promise<void> {
    const alive = [...this.#running.values()].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    await Promise.all(
      alive.map(async (child) => {
        child.kill("SIGTERM");
        await once(child, "exit");
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** The processes that live in a home: runtimes, and what they have started. */
async function leftProcesses(codexHome: string): Promise<readonly string[]> {
  if (process.platform !== "linux") return [];
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/environ`, "utf8").includes(`CODEX_HOME=${codexHome}`);
    } catch {
      // It has ended, or is another user's.
      return false;
    }
  });
}

function plain(reason: string): string {
  return reason.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…");
}

function countBy(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
