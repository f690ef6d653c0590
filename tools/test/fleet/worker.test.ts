// Workers of the fleet on a real Redis and a real runtime: what comes of jobs, whatever ends in between.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rmdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Queue, type Job, type JobsOptions } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  failure,
  functionCall,
  gate,
  message,
  startListeningRuntime,
  startTestRuntime,
  type TestRuntime,
} from "@codex-typed/client/testing";
import type { PendingView } from "../../../examples/approval-console/view.js";
import type { FleetJob, JobProgress, JobResult } from "../../../examples/fleet/job.js";
import {
  decisionsOf,
  type DecisionData,
  type DecisionReply,
  type FleetData,
} from "../../../examples/fleet/queues.js";
import { startWorker, type FleetWorker, type FleetWorkerOptions } from "../../../examples/fleet/worker.js";
import { runtimeOf } from "../../../packages/client/test/support/runtime-processes.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";

if (!hasRedis) console.warn("the fleet's worker is not tested: no redis-server here");

const SECRET = "correct horse battery staple";
const JOB = {
  repository: "web",
  prompt: "Work",
  approvalMode: "deny_all",
  sandbox: "workspace_write",
} as const;

type Waiting = Job<FleetData, JobResult>;

describe.skipIf(!hasRedis)("a worker of the fleet", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  let connection: Redis;
  let test: TestRuntime;
  let queue: Queue<FleetData, JobResult>;
  const workers: FleetWorker[] = [];
  const lines: string[] = [];
  const said = () => lines.join("\n");
  let queues = 0;

  beforeAll(async () => {
    vi.stubEnv("FLEET_TEST_PASSWORD", SECRET);
    [redis, test] = await Promise.all([startRedis(), startTestRuntime()]);
    await mkdir(path.join(test.home.workspace, "web"));
    connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    connection.on("error", () => undefined);
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => Promise.all([worker.stop(), worker.stop()])));
    await queue.close();
    test.model.reset();
    lines.length = 0;
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    connection.disconnect();
    await redis[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  /** A queue of the test's own. */
  function newQueue(): void {
    queues += 1;
    queue = new Queue(`fleet-${queues}`, { connection });
    queue.on("error", () => undefined);
  }

  function optionsOf(name: string): FleetWorkerOptions {
    return {
      name,
      redis: redis.url,
      queue: queue.name,
      repositories: test.home.workspace,
      runtime: test.runtime,
      atOnce: 4,
      drainMs: 5_000,
      patienceMs: 20_000,
      allowsFullAccess: false,
      lockMs: 1_000,
      lostMs: 200,
    };
  }

  async function start(name: string, options: Partial<FleetWorkerOptions> = {}): Promise<FleetWorker> {
    const worker = await startWorker({
      ...optionsOf(name),
      log: (line) => lines.push(line),
      ...options,
    });
    workers.push(worker);
    return worker;
  }

  function add(job: Partial<FleetJob> = {}, options: JobsOptions = {}): Promise<Waiting> {
    return queue.add("job", { job: { ...JOB, ...job } }, { attempts: 3, backoff: 10, ...options });
  }

  async function ended({ id = "" }: Waiting): Promise<Waiting> {
    return vi.waitFor(
      async () => {
        const job = await queue.getJob(id);
        if (job?.finishedOn === undefined) throw new Error(`Job ${id} has not ended.\n${said()}`);
        return job;
      },
      { timeout: 15_000, interval: 20 },
    );
  }

  /** What a job of a worker waits for. */
  async function pendingOf({ id = "" }: Waiting, worker: string): Promise<PendingView> {
    return vi.waitFor(async () => {
      const progress = (await queue.getJob(id))?.progress as JobProgress;
      expect(progress).toMatchObject({ worker, stage: "running", pending: [{}] });
      return progress.pending[0] ?? expect.fail();
    }, 10_000);
  }

  function decisionsFor(worker: string): Queue<DecisionData, DecisionReply> {
    return new Queue(decisionsOf(queue.name, worker), { connection });
  }

  it("keeps what came of a job, and who decided what", async () => {
    newQueue();
    await start("ana's");
    // It would take decisions that are the other's.
    await expect(start("ana's")).rejects.toThrow(/^There is a worker ana's of "fleet-1" already \(/);
    const call = {
      cmd: `echo "${SECRET}" > ../../outside/decided.txt`,
      sandbox_permissions: "require_escalated",
    };
    test.model.respond((request) =>
      request.toolOutput("write") === undefined
        ? functionCall("exec_command", call, { callId: "write" })
        : message(JSON.stringify({ said: SECRET })),
    );
    const outputSchema = {
      type: "object",
      properties: { said: { type: "string" } },
      required: ["said"],
      additionalProperties: false,
    };
    const added = await add({ approvalMode: "ask", outputSchema });
    const pending = await pendingOf(added, "ana's");
    const { approvalId } = pending;
    expect(JSON.stringify(pending)).toContain("⟨FLEET_TEST_PASSWORD⟩");

    const decisions = decisionsFor("ana's");
    const decide = async (by: string, decision: unknown, id = approvalId, jobId = id) => {
      const data = { jobId: added.id ?? "", approvalId: id, decision, by };
      const sent = await decisions.add("decision", data, { jobId });
      return vi.waitFor(
        async () => (await decisions.getJob(sent.id ?? ""))?.returnvalue ?? expect.fail(),
        5_000,
      );
    };
    expect(await decide("bo", "accept", "of-nobody")).toEqual({ outcome: "tooLate", by: "bo" });
    expect(await decide("bo", "acceptEverything", approvalId, "first")).toEqual({
      outcome: "invalid",
      by: "bo",
    });
    expect(await Promise.all([decide("ana", "accept"), decide("bo", "decline")])).toEqual([
      { outcome: "applied", by: "ana" },
      { outcome: "applied", by: "ana" },
    ]);

    const { returnvalue, progress } = await ended(added);
    expect(returnvalue).toMatchObject({
      worker: "ana's",
      output: { said: "⟨FLEET_TEST_PASSWORD⟩" },
      approvals: [{ type: "requested" }, { type: "decided", allowed: true }, { type: "resolved" }],
      decidedBy: { [approvalId]: "ana" },
    });
    expect(returnvalue.usage?.turn?.totalTokens).toBeGreaterThan(0);
    expect(progress).toMatchObject({ pending: [] });
    expect(await connection.hgetall(`bull:${queue.name}:${added.id ?? ""}`)).not.toContain(SECRET);
    await decisions.close();
    expect(said()).toContain("job 1: ana decided (applied)");
    expect(said()).toMatch(/job 1 web: done in [\d.]+ s, \d+ tokens/);
    expect(await readFile(path.join(test.home.outside, "decided.txt"), "utf8")).toContain(SECRET);
  });

  it("sets a job aside with a reason that names no secret, and one that has lost too many workers", async () => {
    newQueue();
    const [unknown, poisoned] = [await add({ repository: SECRET }), await add()];
    await connection.hset(`bull:${queue.name}:${poisoned.id ?? ""}`, "stc", "6");
    await start("w");
    const { failedReason, attemptsMade, stacktrace } = await ended(unknown);
    expect(failedReason).toContain('There is no folder "⟨FLEET_TEST_PASSWORD⟩" in');
    expect(attemptsMade).toBe(1);
    expect(stacktrace?.join("\n")).not.toContain(SECRET);
    expect((await ended(poisoned)).failedReason).toBe("It has lost 6 workers, and may be what ended them.");
    expect(test.model.requests).toHaveLength(0);
    await (await ended(poisoned)).retry();
    test.model.enqueue(message("at last"));
    await vi.waitFor(async () => expect(await poisoned.getState()).toBe("completed"), 5_000);
  });

  it("leaves a job to others that it cannot do, which is no attempt", async () => {
    newQueue();
    const repositories = path.join(test.home.outside, "mounted");
    await mkdir(repositories);
    await start("w", { repositories });
    await rmdir(repositories);
    const added = await add();
    await vi.waitFor(async () => expect(await added.getState()).toBe("delayed"), 5_000);
    expect(said()).toMatch(/not now, again in 10 s: w cannot read its repositories: ENOENT/);
    // The board shows it.
    expect((await queue.getJobLogs(added.id ?? "")).logs).toEqual([
      expect.stringContaining("w cannot read its repositories"),
    ]);
    expect((await queue.getJob(added.id ?? ""))?.attemptsMade).toBe(0);
  });

  it("tries again where its runtime ended, on another one", async () => {
    newQueue();
    await start("w");
    const held = gate(message("never"));
    test.model.enqueue(held, message("at last"));
    const added = await add({ repeatable: true });
    await held.reached;
    process.kill(runtimeOf(test.home), "SIGKILL");
    const { returnvalue, attemptsMade, attemptsStarted } = await ended(added);
    expect(returnvalue.finalResponse).toBe("at last");
    expect([attemptsMade, attemptsStarted]).toEqual([2, 2]);
    expect(said()).toContain("the runtime is gone");
    expect(said()).toContain("failed, 2 more attempts");
  });

  it("lets the whole queue wait where the account has used up its limit, which is no attempt", async () => {
    newQueue();
    await start("w");
    test.model.enqueue(failure({ status: 429, body: { error: { type: "usage_limit_reached" } } }));
    const added = await add();
    await vi.waitFor(() => expect(said()).toContain("not now, all jobs wait"), 5_000);
    await vi.waitFor(async () => expect(await added.getState()).toBe("waiting"), 5_000);
    expect(await queue.getRateLimitTtl(1)).toBeGreaterThan(60_000);
    // Another worker has the account, too.
    await start("other");
    await sleep(100);
    expect(await added.getState()).toBe("waiting");
    expect((await queue.getJob(added.id ?? ""))?.attemptsMade).toBe(0);
  });

  it("takes over from a worker that was killed, does nothing twice, and knows who decided", async () => {
    newQueue();
    const tsx = createRequire(import.meta.url).resolve("tsx");
    const program = fileURLToPath(new URL("../programs/fleet-worker.ts", import.meta.url));
    const args = ["--conditions=@codex-typed/source", "--import", tsx, program];
    const child = spawn(process.execPath, [...args, JSON.stringify(optionsOf("killed"))], {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    const held = gate(message("never"));
    test.model.respond((request) =>
      request.toolOutput("once") === undefined
        ? functionCall(
            "exec_command",
            { cmd: "echo ran >> once.txt", sandbox_permissions: "require_escalated" },
            { callId: "once" },
          )
        : held,
    );
    const added = await add({ approvalMode: "ask" });
    const { approvalId } = await pendingOf(added, "killed");
    const decisions = decisionsFor("killed");
    await decisions.add("decision", { jobId: added.id ?? "", approvalId, decision: "accept", by: "ana" });
    await held.reached;
    await decisions.close();
    child.kill("SIGKILL");
    await once(child, "exit");
    await start("next");
    const { failedReason, stalledCounter } = await ended(added);
    expect(failedReason).toMatch(
      /^Turn \S+ of the thread \S+ was interrupted, and may have written\. .* Decided by ana\.$/,
    );
    expect(stalledCounter).toBe(1);
    expect(await readFile(path.join(test.home.workspace, "web/once.txt"), "utf8")).toBe("ran\n");
  });

  it("cancels a job, which is then set aside", async () => {
    newQueue();
    const worker = await start("w");
    const held = gate(message("never"));
    test.model.enqueue(held);
    const added = await add();
    await held.reached;
    expect(worker.cancel(added.id ?? "")).toBe(true);
    const { failedReason, attemptsMade } = await ended(added);
    expect([failedReason, attemptsMade]).toEqual(["It was cancelled.", 1]);
    expect(worker.cancel(added.id ?? "")).toBe(false);
  });

  it("finishes its jobs when it stops, and gives back what is not to be waited for", async () => {
    newQueue();
    const first = await start("first", { atOnce: 2 });
    const [quick, slow] = [gate(message("quick")), gate(message("never"))];
    let again = false;
    test.model.respond(({ inputText }) => {
      if (inputText === "Quick") return quick;
      return again ? message("later") : slow;
    });
    const jobs = [await add({ prompt: "Quick" }), await add({ prompt: "Slow", repeatable: true })] as const;
    await Promise.all([quick.reached, slow.reached]);
    const late = await add({ prompt: "Late" });
    const stopped = first.stop();
    quick.release();
    expect((await ended(jobs[0])).returnvalue.worker).toBe("first");
    expect(await late.getState()).toBe("waiting");
    again = true;
    void first.stop();
    await stopped;
    expect(said()).toContain("job 2 web: goes back to the queue");
    await start("second");
    const { returnvalue, attemptsMade } = await ended(jobs[1]);
    expect(returnvalue).toMatchObject({ worker: "second", finalResponse: "later" });
    expect(attemptsMade).toBe(1);
    expect((await ended(late)).returnvalue.worker).toBe("second");
  });

  it("goes on with a turn while Redis is away, once, and says so once", async () => {
    newQueue();
    await start("w");
    const held = gate(message("kept"));
    test.model.enqueue(held);
    const added = await add();
    await held.reached;
    await redis.stop();
    held.release();
    await sleep(500);
    await redis.start();
    // Where the lock was lost meanwhile, by a second attempt.
    expect((await ended(added)).returnvalue.finalResponse).toBe("kept");
    expect(test.model.requests).toHaveLength(1);
    test.model.enqueue(message("next"));
    expect((await ended(await add())).returnvalue.finalResponse).toBe("next");
    expect(lines.filter((line) => line.includes("redis"))).toEqual([
      expect.stringContaining("is lost"),
      expect.stringContaining("is back"),
    ]);
  });

  it("works in a home for each job, and on a runtime that it dials", async () => {
    newQueue();
    test.model.respond(() => message("done"));
    const homes = path.join(test.home.outside, "homes");
    const own = await start("own", { homes });
    const added = await add({}, { jobId: "../up" });
    await ended(added);
    expect(existsSync(path.join(homes, "job-..%2Fup", "sessions"))).toBe(true);
    const long = await ended(await add({}, { jobId: "x".repeat(300) }));
    expect(long.failedReason).toBe("Its id is too long to be the name of its home.");
    await own.stop();

    await using listening = await startListeningRuntime(test, { listen: "unix" });
    const dials = await start("dials", { dial: `unix:${listening.address}`, runtime: undefined });
    expect((await ended(await add())).returnvalue.worker).toBe("dials");
    await dials.stop();
  });
});
