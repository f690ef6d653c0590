// One attempt at a job after another, on real runtimes of one home: nothing runs twice, nothing is lost, nothing is left loaded.
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  Codex,
  isTurnFailedError,
  unixSocketTransport,
  type ApprovalMode,
  type ConnectOptions,
} from "@codex-typed/client";
import {
  events,
  failure,
  functionCall,
  gate,
  message,
  startListeningRuntime,
  startTestRuntime,
  streamFailure,
  type ListeningRuntime,
  type TestRuntime,
} from "@codex-typed/client/testing";
import type { Decide, Engine } from "../../../examples/fleet/engine.js";
import {
  NotHereError,
  NotNowError,
  SetAsideError,
  type Checkpoint,
  type FleetJob,
  type JobProgress,
  type JobResult,
} from "../../../examples/fleet/job.js";
import type { Place } from "../../../examples/fleet/place.js";
import { runJob } from "../../../examples/fleet/run-job.js";

const patienceMs = 400;

let test: TestRuntime;
let listening: ListeningRuntime;
const open: Codex<ApprovalMode>[] = [];
let here: Place;
let there: Place;
/** On the runtime that listens. */
let next: Place;

async function connect(options: Partial<ConnectOptions> = {}): Promise<Codex<ApprovalMode>> {
  const codex = await Codex.connect({
    ...(options.transport === undefined ? { runtime: test.runtime } : {}),
    ...options,
    onApproval: () => "decline",
    approvalTimeoutMs: patienceMs,
  } as ConnectOptions & { onApproval: () => "decline" });
  open.push(codex);
  return codex;
}

const placeOf = (worker: string, codex: Codex<ApprovalMode>, isShared = false): Place => ({
  worker,
  codex,
  isShared,
  home: "home",
  repositories: test.home.workspace,
  allowsFullAccess: false,
  patienceMs,
  underWay: new Set(),
});

/** A worker with a runtime of its own, or on the one that listens. */
const startedPlace = async (worker: string) => placeOf(worker, await connect());
const dialledPlace = async (worker: string) =>
  placeOf(worker, await connect({ transport: unixSocketTransport(listening.address) }), true);

/** An engine in memory, and what it has been told. */
class MemoryEngine implements Engine, Disposable {
  readonly reports: JobProgress[] = [];
  readonly aborting = new AbortController();
  readonly signal = this.aborting.signal;
  decide: Decide = () => "tooLate";
  /** What happens when something is to be stored. */
  onSave = (): void => undefined;

  constructor(public checkpoint?: Checkpoint) {}

  async save(checkpoint: Checkpoint | undefined): Promise<void> {
    this.checkpoint = checkpoint;
    this.onSave();
  }
  report(progress: JobProgress): void {
    this.reports.push(progress);
  }
  onDecision(decide: Decide): Disposable {
    this.decide = decide;
    return this;
  }
  [Symbol.dispose](): void {
    this.decide = () => "tooLate";
  }
  /** The next attempt's. */
  next(): MemoryEngine {
    return new MemoryEngine(this.checkpoint);
  }
}

const job = (changes: Partial<FleetJob> = {}): FleetJob => ({
  repository: "repo",
  prompt: "Go",
  approvalMode: "deny_all",
  sandbox: "workspace_write",
  ...changes,
});

const run = (place: Place, engine: MemoryEngine, changes: Partial<FleetJob> = {}): Promise<JobResult> =>
  runJob(place, engine, { id: "7", job: job(changes), checkpoint: engine.checkpoint });

const errorOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    (result) => expect.fail(`it came to ${JSON.stringify(result)}`),
    (error: unknown) => error,
  );

async function setAside(attempt: Promise<unknown>, why: RegExp): Promise<void> {
  const error = await errorOf(attempt);
  expect(error).toBeInstanceOf(SetAsideError);
  expect(String(error)).toMatch(why);
}

async function notNow(attempt: Promise<unknown>, why: RegExp): Promise<NotNowError> {
  const error = await errorOf(attempt);
  expect(String(error)).toMatch(why);
  if (!(error instanceof NotNowError)) throw error;
  return error;
}

const command = (cmd: string, more: object = {}) => functionCall("exec_command", { cmd, ...more });
const escalated = (cmd: string) =>
  command(cmd, { sandbox_permissions: "require_escalated", justification: "May I?" });
const inRepo = (name: string): string => join(test.home.workspace, "repo", name);

/** An attempt whose worker dies, with its runtime, while its turn waits for the model; `worker` is gone when this resolves. */
async function dieInTurn(changes: Partial<FleetJob> = {}): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  const lost = await startedPlace("lost");
  const held = gate(message("Never"));
  test.model.enqueue(command("echo one > one.txt"), held);
  const attempt = errorOf(run(lost, engine, changes));
  await held.reached;
  await lost.codex.close();
  await attempt;
  test.model.reset();
  return engine;
}

beforeAll(async () => {
  test = await startTestRuntime();
  await mkdir(inRepo(""));
  listening = await startListeningRuntime(test, { listen: "unix" });
  [here, there, next] = await Promise.all([
    startedPlace("here"),
    startedPlace("there"),
    dialledPlace("next"),
  ]);
});
afterAll(async () => {
  await Promise.all(open.map((codex) => codex.close()));
  await listening[Symbol.asyncDispose]();
  await test.close();
});
beforeEach(() => test.model.reset());
afterEach(async () => {
  test.model.assertDone();
  for (const { codex, underWay } of [here, there, next]) {
    expect((await codex.rpc.thread.loaded.list({})).data).toEqual([]);
    expect(underWay.size).toBe(0);
  }
});

describe("what an earlier attempt has left", () => {
  it("a message that was never sent is sent, and what was stored for it never is", async () => {
    const engine = new MemoryEngine();
    engine.onSave = () => engine.aborting.abort(new Error("The worker stops."));
    expect(await errorOf(run(here, engine))).toMatchObject({ message: "The worker stops." });
    expect(test.model.requests).toEqual([]);
    test.model.enqueue(message("Done"));
    const later = engine.next();
    const result = await run(there, later);
    expect(result).toMatchObject({ worker: "there", finalResponse: "Done", approvals: [] });
    expect(result.usage?.turn?.totalTokens).toBe(15);
    expect(result.threadId).toBe(later.checkpoint?.threadId);
    expect(test.model.requests.length).toBe(1);
  });

  it("a worker that died before it sent anything has left a thread that is looked at, and not used", async () => {
    const lost = await startedPlace("lost");
    const engine = new MemoryEngine();
    const stored = engine.save.bind(engine);
    engine.save = async (checkpoint) => {
      await stored(checkpoint);
      await lost.codex.close();
    };
    await errorOf(run(lost, engine));
    test.model.enqueue(message("Done"));
    const { threadId } = await run(there, engine.next());
    expect(threadId).not.toBe(engine.checkpoint?.threadId);
  });

  it("a turn that completed is the result, whoever saw it, and is not run again", async () => {
    const engine = new MemoryEngine();
    test.model.enqueue(message("Done"));
    const { turnId, threadId } = await run(here, engine);
    const taken = { worker: "there", threadId, turnId, finalResponse: "Done", takenOver: true, usage: null };
    expect(await run(there, engine.next())).toMatchObject(taken);
    // Its worker died before it let go of the thread.
    await here.codex.unarchiveThread(threadId);
    expect(await run(there, engine.next())).toMatchObject(taken);
    expect(test.model.requests.length).toBe(1);
  });

  it("a turn that completed is no result of what somebody has made of the job since", async () => {
    const engine = new MemoryEngine();
    test.model.enqueue(message("Done"));
    await run(here, engine);
    await mkdir(join(test.home.workspace, "other"), { recursive: true });
    for (const change of [{ prompt: "Stop" }, { repository: "other" }])
      await setAside(run(there, engine.next(), change), /The job was changed since turn/);
    expect(test.model.requests).toHaveLength(1);
  });

  it("a turn that completed with an output schema is read by it; where it is no JSON, the job is set aside", async () => {
    const outputSchema = { type: "object", properties: { ok: { type: "boolean" } } };
    const engine = new MemoryEngine();
    test.model.enqueue(message(`{"ok":true}`));
    expect(await run(here, engine, { outputSchema })).toMatchObject({ output: { ok: true } });
    expect(await run(there, engine.next(), { outputSchema })).toMatchObject({
      output: { ok: true },
      takenOver: true,
    });
    const second = new MemoryEngine();
    test.model.enqueue(message("Fine."));
    await setAside(run(here, second, { outputSchema }), /not JSON.*\(Thread /s);
    await setAside(run(there, second.next(), { outputSchema }), /The answer of turn .* is no JSON/);
  });

  it("what was interrupted runs again where the job is repeatable, and may do no more than then", async () => {
    const engine = await dieInTurn({ repeatable: true });
    expect(existsSync(inRepo("one.txt"))).toBe(true);
    await setAside(run(there, engine.next()), /Turn .* was interrupted, and may have written/);
    const wider = { repeatable: true, approvalMode: "auto_review" } as const;
    await setAside(
      run(there, engine.next(), wider),
      /could do less \(deny_all, .* now \(auto_review, workspace_write\)/,
    );
    expect(test.model.requests).toEqual([]);
    for (const sandbox of ["workspace_write", "read_only"] as const) {
      test.model.enqueue(message("Again"));
      const result = await run(there, engine.next(), { repeatable: true, sandbox });
      expect(result).toMatchObject({ finalResponse: "Again" });
      // The half of a turn is no history for the next.
      expect(test.model.requests.at(-1)?.texts("user")).not.toContain("Go\nGo");
      expect(result.threadId).not.toBe(engine.checkpoint?.threadId);
    }
  });

  it("while another runtime holds the thread it is not now; then the ended turn is found", async () => {
    const engine = new MemoryEngine();
    const held = gate(message("Done"));
    test.model.enqueue(held);
    const first = run(here, engine);
    await held.reached;
    expect(await notNow(run(there, engine.next()), /Another runtime holds/)).toMatchObject({
      isAccountWide: false,
    });
    held.release();
    const { turnId } = await first;
    expect(await run(there, engine.next())).toMatchObject({ turnId, takenOver: true });
  });

  it("a thread of another home, or that is gone, sets the job aside", async () => {
    const engine = new MemoryEngine();
    test.model.enqueue(message("Done"));
    const { threadId } = await run(here, engine);
    await setAside(run({ ...there, home: "elsewhere" }, engine.next()), /stands in the home home/);
    await here.codex.deleteThread(threadId);
    await setAside(run(there, engine.next()), /There is no thread/);
  });

  it("two attempts at once in one process: the later one waits for the end of the earlier", async () => {
    const { id: threadId } = await aThread();
    for (const given of [{}, { threadId }]) {
      const engine = new MemoryEngine();
      const held = gate(message("Done"));
      test.model.enqueue(held);
      const first = run(here, engine, given);
      await held.reached;
      await notNow(run(here, engine.next(), given), /here is still at an earlier attempt/);
      held.release();
      const { turnId } = await first;
      expect(await run(here, engine.next(), given)).toMatchObject({ turnId, takenOver: true });
    }
    await here.codex.deleteThread(threadId);
  });
});

describe("a runtime that outlives its worker", () => {
  it("goes on with the turn, which is waited for", async () => {
    const lost = await dialledPlace("lost");
    const engine = new MemoryEngine();
    const held = gate(message("Done"));
    test.model.enqueue(held);
    const first = errorOf(run(lost, engine));
    await held.reached;
    await lost.codex.close();
    await first;
    const second = run(next, engine.next());
    setTimeout(() => held.release(), 50);
    expect(await second).toMatchObject({ worker: "next", finalResponse: "Done", takenOver: true });
    expect(test.model.requests.length).toBe(1);
  });

  it("waits for a decision of nobody: the turn is interrupted, and nothing is done", async () => {
    const lost = await dialledPlace("lost");
    const engine = new MemoryEngine();
    test.model.enqueue(escalated("touch ../outside/asked.txt"));
    const first = errorOf(run(lost, engine, { approvalMode: "ask" }));
    await vi.waitFor(() => expect(engine.reports.at(-1)?.pending.length).toBe(1));
    await lost.codex.close();
    await first;
    await setAside(run(next, engine.next(), { approvalMode: "ask" }), /was interrupted, and may have/);
    expect(existsSync(join(test.home.outside, "asked.txt"))).toBe(false);
  });

  it("takes no turn of a worker that was held up meanwhile", async () => {
    const slow = await dialledPlace("slow");
    const engine = new MemoryEngine();
    let second: Promise<JobResult> | undefined;
    test.model.enqueue(message("Second"));
    const stored = engine.save.bind(engine);
    engine.save = async (checkpoint) => {
      await stored(checkpoint);
      await (second = run(next, engine.next()));
    };
    await errorOf(run(slow, engine));
    expect(await second).toMatchObject({ worker: "next", finalResponse: "Second" });
    expect(test.model.requests.length).toBe(1);
  });
});

/** A thread that is somebody's: it has had a turn, and is loaded nowhere. */
async function aThread(): Promise<{ readonly id: string }> {
  const thread = await here.codex.startThread({ approvalMode: "deny_all" });
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  await thread.archive();
  await here.codex.unarchiveThread(thread.id);
  return thread;
}

describe("a thread that the job was given", () => {
  it("is gone on with, kept, and free again at once; one that was archived is brought back", async () => {
    const { id: threadId } = await aThread();
    for (const archived of [false, true]) {
      if (archived) await here.codex.archiveThread(threadId);
      test.model.enqueue(message("Done"));
      expect(await run(here, new MemoryEngine(), { threadId })).toMatchObject({ threadId });
      expect(test.model.requests.at(-1)?.texts("user").join()).toContain("Hi");
      const mine = await there.codex.resumeThread(threadId);
      await mine.archive();
      await there.codex.unarchiveThread(threadId);
    }
  });

  it("is set aside where there is none, and not now where somebody holds it", async () => {
    await setAside(
      run(here, new MemoryEngine(), { threadId: "01a22097-e544-7d90-abf1-5e7add510d14" }),
      /There is no thread/,
    );
    const { id: threadId } = await aThread();
    const mine = await there.codex.resumeThread(threadId);
    await notNow(run(here, new MemoryEngine(), { threadId }), /Another runtime holds/);
    await mine.archive();
  });

  it("is looked back on without being archived", async () => {
    const { id: threadId } = await aThread();
    const engine = await dieInTurn({ threadId, repeatable: true });
    await setAside(run(there, engine.next(), { threadId }), /was interrupted/);
    test.model.enqueue(message("Again"));
    expect(await run(there, engine.next(), { threadId, repeatable: true })).toMatchObject({ threadId });
    await here.codex.archiveThread(threadId);
  });

  it("in a runtime that others use is left to them", async () => {
    const { id: threadId } = await aThread();
    const [worker, person] = [await dialledPlace("worker"), next];
    const theirs = await person.codex.resumeThread(threadId);
    test.model.enqueue(message("Done"), message("Goes on"));
    await run(worker, new MemoryEngine(), { threadId });
    expect(await theirs.run("On")).toMatchObject({ finalResponse: "Goes on" });
    await theirs.archive();
  });
});

describe("a turn that failed", () => {
  it("and was not answered is sent again", async () => {
    for (const reply of [failure({ status: 503 }), streamFailure({ code: "server_is_overloaded" })]) {
      const engine = new MemoryEngine();
      test.model.enqueue(reply);
      expect(isTurnFailedError(await errorOf(run(here, engine)))).toBe(true);
      expect(engine.checkpoint).toBeUndefined();
      test.model.enqueue(message("Done"));
      expect(await run(there, engine.next())).toMatchObject({ finalResponse: "Done" });
    }
  });

  it.each([
    ["a command", command("echo two > two.txt")],
    // As of a command that meets the sandbox's walls at once, and may have written by then, the runtime keeps no item of it.
    ["a call that leaves no item", functionCall("get_goal", {})],
  ])("after %s is not, unless the job is repeatable", async (_, reply) => {
    const engine = new MemoryEngine();
    test.model.enqueue(reply, failure({ status: 503 }));
    await setAside(run(here, engine), /Turn .* failed \(.*503.*\), and may have written/s);
    await setAside(run(there, engine.next()), /Turn .* failed \(.*503.*\), and may have written/s);
    test.model.enqueue(message("Again"));
    expect(await run(there, engine.next(), { repeatable: true })).toMatchObject({ finalResponse: "Again" });
  });

  it("after an answer that broke off is not: its tools are called as it comes", async () => {
    const config = { model_providers: { scripted: { stream_max_retries: 1 } } };
    const retrying = placeOf("retrying", await connect({ runtime: { ...test.runtime, config } }));
    const engine = new MemoryEngine();
    test.model.enqueue(events({ type: "response.created", response: { id: "r" } }), limitReached);
    await setAside(run(retrying, engine), /failed \(.*usage limit.*may have written/s);
  });

  it("for what no other attempt mends sets the job aside", async () => {
    test.model.enqueue(failure({ status: 400 }));
    await setAside(run(here, new MemoryEngine()), /scripted failure 400.*\(Thread /s);
    await setAside(run(here, new MemoryEngine(), { prompt: "x".repeat(1_048_577) }), /maximum length/);
  });

  it("for a login that the provider does not take leaves the job to another worker", async () => {
    test.model.enqueue(failure({ status: 401 }));
    const engine = new MemoryEngine();
    expect(await errorOf(run(here, engine))).toBeInstanceOf(NotHereError);
    expect(engine.checkpoint).toBeUndefined();
  });

  it("for a used-up limit waits with its whole account until that is over", async () => {
    test.model.enqueue(limitReached);
    const engine = new MemoryEngine();
    expect(await notNow(run(here, engine), /usage limit/)).toMatchObject({
      isAccountWide: true,
      retryAfterMs: 300_000,
    });
    expect(engine.checkpoint).toBeUndefined();

    const resetsAt = Math.floor(Date.now() / 1_000) + 7_200;
    await using account = await startAccount(resetsAt);
    const place = placeOf("here", await connect({ runtime: account.runtime }));
    await using _client = place.codex;
    account.model.enqueue(limitReached);
    const { retryAfterMs } = await notNow(run(place, new MemoryEngine()), /usage limit/);
    expect(retryAfterMs).toBeGreaterThan(7_000_000);
    expect(retryAfterMs).toBeLessThanOrEqual(7_200_000);
  });
});

const limitReached = failure({ status: 429, body: { error: { type: "usage_limit_reached" } } });

/** A home with the login of a ChatGPT account that has used up its week, and not its five hours, as the runtime is told of both. */
async function startAccount(resetsAt: number): Promise<TestRuntime> {
  const windowUntil = (used_percent: number, reset_at: number) => ({
    used_percent,
    reset_at,
    limit_window_seconds: 18_000,
    reset_after_seconds: 60,
  });
  const usage = {
    ...{ user_id: "u", account_id: "a", email: "a@example.com", plan_type: "pro" },
    rate_limit: {
      allowed: false,
      limit_reached: true,
      primary_window: windowUntil(30, resetsAt - 7_000),
      secondary_window: windowUntil(100, resetsAt),
    },
  };
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(usage));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const account = await startTestRuntime({
    config: { chatgpt_base_url: `http://127.0.0.1:${port}/backend-api` },
  });
  const claims = { exp: resetsAt, "https://api.openai.com/auth": { chatgpt_account_id: "a" } };
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
  const tokens = { id_token: token, access_token: token, refresh_token: "r", account_id: "a" };
  const login = { tokens, last_refresh: new Date().toISOString() };
  await writeFile(join(account.home.codexHome, "auth.json"), JSON.stringify(login));
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await account.close();
  };
  return { ...account, close, [Symbol.asyncDispose]: close };
}

describe("an attempt that is cut short", () => {
  it("before it began, or in its turn: the next one finds out", async () => {
    const before = new MemoryEngine();
    before.aborting.abort(new Error("Stopped."));
    expect(await errorOf(run(here, before))).toMatchObject({ message: "Stopped." });
    expect(before.checkpoint).toBeUndefined();

    const during = new MemoryEngine();
    const held = gate(message("Never"));
    test.model.enqueue(held);
    const attempt = errorOf(run(here, during));
    await held.reached;
    during.aborting.abort(new Error("Stopped."));
    expect(await attempt).toMatchObject({ message: "Stopped." });
    await setAside(run(there, during.next()), /was interrupted/);
    test.model.reset();

    const after = new MemoryEngine();
    test.model.enqueue(message("Done"));
    const result = await run(here, after);
    after.aborting.abort();
    expect(await run(there, after.next())).toMatchObject({ turnId: result.turnId });
  });

  it("for it has lost the job sends nothing, also where its checkpoint was stored after all", async () => {
    for (const stored of [false, true]) {
      const engine = new MemoryEngine();
      engine.onSave = () => {
        if (!stored) engine.checkpoint = undefined;
        throw new Error("The job is another's.");
      };
      expect(await errorOf(run(here, engine))).toMatchObject({ message: "The job is another's." });
      expect(test.model.requests).toEqual([]);
      test.model.enqueue(message("Done"));
      expect(await run(there, engine.next())).toMatchObject({ finalResponse: "Done" });
      test.model.reset();
    }
  });

  it("before its thread has a name leaves none", async () => {
    const start = here.codex.startThread.bind(here.codex);
    const spied = vi.spyOn(here.codex, "startThread").mockImplementationOnce(async (options) => {
      const thread = await start(options);
      vi.spyOn(thread, "setName").mockRejectedValue(new Error("No name."));
      return thread;
    });
    expect(await errorOf(run(here, new MemoryEngine()))).toMatchObject({ message: "No name." });
    spied.mockRestore();
  });
});

describe("what is decided", () => {
  it("comes from outside, once, and is in the trail", async () => {
    const engine = new MemoryEngine();
    const made = join(test.home.outside, "made.txt");
    test.model.enqueue(escalated(`touch ${made}`), message("Done"));
    const attempt = run(here, engine, { approvalMode: "ask" });
    await vi.waitFor(() => expect(engine.reports.at(-1)?.pending.length).toBe(1));
    const [pending] = engine.reports.at(-1)?.pending ?? [];
    expect(pending).toMatchObject({ from: "repo: Go", title: "Run a command" });
    const id = pending?.approvalId ?? "";
    expect(engine.decide("unknown", "accept")).toBe("tooLate");
    expect(engine.decide(id, "perhaps")).toBe("invalid");
    expect(engine.decide(id, "accept")).toBe("applied");
    expect(engine.decide(id, "decline")).toBe("tooLate");
    const { approvals } = await attempt;
    expect(approvals.map(({ type }) => type)).toEqual(["requested", "decided", "resolved"]);
    expect(existsSync(made)).toBe(true);
    expect(engine.reports.at(-1)?.pending).toEqual([]);
    expect(engine.decide(id, "accept")).toBe("tooLate");
  });

  it("is a no where nobody decides in time", async () => {
    const made = join(test.home.outside, "late.txt");
    test.model.enqueue(escalated(`touch ${made}`), message("I was not let."));
    const { approvals } = await run(here, new MemoryEngine(), { approvalMode: "ask" });
    expect(approvals.find(({ type }) => type === "decided")).toMatchObject({
      allowed: false,
      reason: "timedOut",
    });
    expect(existsSync(made)).toBe(false);
  });

  it("to stop is final: also a repeatable job is set aside", async () => {
    const engine = new MemoryEngine();
    test.model.enqueue(escalated("touch /nowhere"));
    const attempt = errorOf(run(here, engine, { approvalMode: "ask", repeatable: true }));
    await vi.waitFor(() => expect(engine.reports.at(-1)?.pending.length).toBe(1));
    engine.decide(engine.reports.at(-1)?.pending[0]?.approvalId ?? "", "cancel");
    expect(await attempt).toBeInstanceOf(SetAsideError);
    expect(String(await attempt)).toMatch(/was stopped by a decision\.$/);
  });
});

it("where there are no repositories at all, a job is another worker's", async () => {
  const empty = join(test.home.outside, "not-mounted");
  await mkdir(empty);
  for (const repositories of [empty, join(empty, "missing")]) {
    const error = await errorOf(run({ ...here, repositories }, new MemoryEngine()));
    expect(error).toBeInstanceOf(NotHereError);
    expect(String(error)).toMatch(/here.*not-mounted|not-mounted of here/);
  }
});

describe("what is no job for the worker is set aside", () => {
  it("a repository that is none of its own, full access, and what cannot be read", async () => {
    await symlink(test.home.outside, join(test.home.workspace, "link"));
    await mkdir(join(test.home.workspace, "..dots"));
    await writeFile(inRepo("file"), "");
    const engine = new MemoryEngine();
    for (const repository of [".", "..", "../outside", "link"])
      await setAside(run(here, engine, { repository }), /is no folder in/);
    for (const repository of ["missing", "repo/file", test.home.outside, "a\0b"])
      await setAside(run(here, engine, { repository }), /There is no folder/);
    await setAside(run(here, engine, { sandbox: "full_access" }), /here takes no jobs with full_access/);
    await setAside(run(here, engine, { approvalMode: "never" as "ask" }), /This is no job.*approvalMode/s);
    expect(test.model.requests).toEqual([]);
    test.model.enqueue(message("Done"));
    expect(await run(here, engine, { repository: "..dots" })).toMatchObject({ finalResponse: "Done" });
  });
});
