// The fleet as a program: what its command line refuses, what it shows of itself on one machine, and what it adds to the queue.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, gate, message, startTestRuntime, type TestRuntime } from "@codex-typed/client/testing";
import { main } from "../../../examples/fleet/main.js";
import { localFleet } from "../../../examples/fleet/local.js";
import { openPlace } from "../../../examples/fleet/open-place.js";
import { onStopSignals } from "../../../examples/fleet/signals.js";
import { takePrinted } from "../support/printed.js";
import { hasRedis, startRedis } from "../support/redis.js";

if (!hasRedis) console.warn("no jobs are added to a queue: no redis-server here");

let test: TestRuntime;
let printed: ReturnType<typeof takePrinted>;

beforeAll(async () => {
  test = await startTestRuntime();
  for (const name of ["billing", "docs"]) await mkdir(path.join(test.home.workspace, name));
});

afterAll(() => test[Symbol.asyncDispose]());

beforeEach(() => {
  test.model.reset();
  printed = takePrinted();
});

afterEach(() => {
  vi.restoreAllMocks();
});

const job = (repository: string, prompt: string) => ({
  repository,
  prompt,
  approvalMode: "deny_all" as const,
  sandbox: "read_only" as const,
});

async function jobsFile(...lines: readonly (object | string)[]): Promise<string> {
  const file = path.join(test.home.workspace, "jobs.jsonl");
  await writeFile(
    file,
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
  return file;
}

/** The cells of the rows of a table. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

it(
  "shows itself offline: all jobs are done but the one whose model is down",
  { timeout: 60_000 },
  async () => {
    expect(await main(["--local"])).toBe(0);
    const lines = printed.text.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^12 jobs: 11 done, 1 set aside in \d+\.\d s$/);
    expect(lines[1]).toContain("What nobody decides within 1 s is declined.");
    const shown = rows(printed.text);
    expect(shown.filter(([, , status]) => status === "set aside")).toEqual([
      ["video", "deny_all", "set aside", expect.stringContaining("5 attempts failed. The turn failed:"), "0"],
    ]);
    const after = (repository: string): string | undefined =>
      shown[shown.findIndex(([name]) => name === repository) + 1]?.[3];
    expect(["identity", "ledger", "mailer", "search", "website"].map(after)).toEqual([
      "reviewer: allowed",
      "reviewer: declined",
      "nobody: declined",
      "in 2 attempts",
      "in 2 attempts",
    ]);
  },
);

describe("--local --jobs", { timeout: 60_000 }, () => {
  it("does the jobs of a file; what was not done is a row, and the exit code tells of it", async () => {
    // A terminal would obey it.
    test.model.enqueue(message("No \u001b[31mred."));
    const file = await jobsFile(job("billing", "Look"), "", job("no-such", "Look"));
    const args = ["--local", "--jobs", file, "--repositories", test.home.workspace, "--patience", "0.5"];
    expect(await main(args, test.runtime)).toBe(1);
    expect(printed.text).toMatch(/^2 jobs, 4 at a time. What nobody decides within 0.5 s is declined.\n/);
    expect(rows(printed.text).slice(0, 3)).toEqual([
      ["repository", "mode", "came to", "answer, or why not", "tokens"],
      ["billing", "deny_all", "done", "No ⟨U+001B⟩[31mred.", "15"],
      ["no-such", "deny_all", "set aside", expect.stringMatching(/^There is no folder "no-such"/), "0"],
    ]);
    expect(printed.text).toMatch(/\n2 jobs: 1 done, 1 set aside in \d+\.\d s\n$/);
  });

  it("does none where nobody is logged in", async () => {
    const args = ["--local", "--jobs", await jobsFile(job("billing", "Look"))];
    const config = { model_provider: "openai" };
    expect(await main(args, { ...test.runtime, config })).toBe(2);
    expect(printed.text).toContain(`error: Nobody is logged in in ${test.home.codexHome}.`);
  });

  it("does none where a line is no job, and names each such line", async () => {
    const file = await jobsFile(job("billing", "Look"), "", { ...job("docs", ""), model: "x" }, "nope");
    expect(await main(["--local", "--jobs", file], test.runtime)).toBe(2);
    expect(printed.text).toMatch(
      /jobs\.jsonl:3: This is no job\. [^]*"model"[^]*at prompt[^]*jobs\.jsonl:4: /,
    );
    expect(printed.text).not.toContain("jobs.jsonl:1");
    expect(test.model.requests).toEqual([]);
  });
});

it("leaves an account alone that has used up its limit, and ends at once when it is to", async () => {
  await using place = await openPlace({
    worker: "local",
    repositories: test.home.workspace,
    patienceMs: 1_000,
    allowsFullAccess: false,
    runtime: test.runtime,
  });
  const stop = new AbortController();
  const fleet = localFleet(place, { atOnce: 1, signal: stop.signal, backoffMs: 10 });
  test.model.enqueue(failure({ status: 429, body: { error: { type: "usage_limit_reached" } } }));
  const running = [fleet.run("1", job("billing", "One")), fleet.run("2", job("docs", "Two"))];
  await test.model.nextRequest();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(test.model.requests).toHaveLength(1);
  stop.abort();
  expect(await Promise.all(running)).toMatchObject([
    { status: "stopped", attempts: 1 },
    { status: "stopped", attempts: 0 },
  ]);
});

it("ends a turn that runs when it is to stop, and leaves no thread loaded", async () => {
  await using place = await openPlace({
    worker: "local",
    repositories: test.home.workspace,
    patienceMs: 1_000,
    allowsFullAccess: false,
    runtime: test.runtime,
  });
  const stop = new AbortController();
  const fleet = localFleet(place, { atOnce: 1, signal: stop.signal });
  const held = gate(message("never"));
  test.model.enqueue(held);
  const running = fleet.run("1", job("billing", "Take your time"));
  await held.reached;
  stop.abort();
  expect(await running).toEqual({
    job: job("billing", "Take your time"),
    status: "stopped",
    reason: "All were to end.",
    attempts: 1,
  });
  expect((await place.codex.rpc.thread.loaded.list({})).data).toEqual([]);
});

describe.skipIf(!hasRedis)("add", () => {
  it("adds jobs, and prints their ids; says where a full Redis has not taken all", async () => {
    await using redis = await startRedis();
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue("night", { connection });
    const add = async (...lines: readonly (object | string)[]) =>
      main([
        "add",
        "--jobs",
        await jobsFile(...lines),
        "--redis",
        redis.url,
        "--queue",
        "night",
        "--attempts",
        "2",
      ]);
    expect(await add(job("billing", "Look"), "nope")).toBe(2);
    expect(await queue.count()).toBe(0);
    printed = takePrinted();
    expect(await add(job("billing", "Look"), job("docs", "Read"))).toBe(0);
    expect(printed.text).toBe("1\n2\n");
    expect(await queue.getJob("2")).toMatchObject({
      name: "docs",
      data: { job: job("docs", "Read") },
      opts: { attempts: 2, backoff: { type: "exponential", delay: 2_000 } },
    });

    const used = /used_memory:(\d+)/.exec(await connection.info("memory"))?.[1];
    await connection.config("SET", "maxmemory", Number(used) + 3_000_000);
    const many = Array.from({ length: 400 }, () => job("docs", "Read ".repeat(4_000)));
    expect(await add(...many)).toBe(2);
    expect(await queue.count()).toBeLessThan(2 + many.length);
    expect(printed.text).toMatch(/\nerror: Not all jobs were added, but some may stand in "night" \(OOM /);
    await queue.close();
    connection.disconnect();
  });

  it("says that there is no Redis, and tells no password", async () => {
    const args = [
      "add",
      "--jobs",
      await jobsFile(job("docs", "Read")),
      "--redis",
      "redis://:secret@127.0.0.1:1",
    ];
    expect(await main(args)).toBe(2);
    expect(printed.text).toBe(
      "error: Redis at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\n",
    );
  });
});

it("says what keeps a console from beginning", async () => {
  expect(await main(["console", "--redis", "redis://:secret@127.0.0.1:1"])).toBe(2);
  expect(printed.text).toMatch(/^error: Redis at 127.0.0.1:1 cannot be used: .*ECONNREFUSED.*\n$/);
});

it.skipIf(!hasRedis)("says what keeps a worker from beginning", async () => {
  await using redis = await startRedis();
  const where = ["--name", "w", "--repositories", ".", "--redis", redis.url];
  expect(await main(["worker", ...where, "--dial", "unix:/no/such.sock"])).toBe(2);
  expect(printed.text).toMatch(/^error: \/no\/such.sock does not exist .*\n$/);
});

describe("the command line", () => {
  it.each([
    ["", "Say --local, worker, add or console."],
    ["--at-once 2", "Say --local, worker, add or console."],
    ["frob", 'There is no command "frob": say --local, worker, add or console.'],
    ["--local --repositories .", "--repositories and --allow-full-access go with --jobs"],
    ["--local --fast", "Unknown option '--fast'"],
    ["--local --at-once 0", "--at-once takes a whole number from 1, not 0."],
    ["--local --patience soon", "--patience takes seconds, from 0.001 to 2147483, not soon."],
    ["--local --patience 0", "--patience takes seconds, from 0.001 to 2147483, not 0."],
    [
      "worker --name one --repositories . --drain 2592000",
      "--drain takes seconds, from 0 to 2147483, not 2592000.",
    ],
    ["worker --name one", "A worker needs --name and --repositories."],
    ["worker --name a:b --repositories .", "--name takes letters,"],
    [
      "worker --name one --repositories . --dial tcp://x",
      "--dial takes unix:PATH, ws://… or wss://…, not tcp://x.",
    ],
    [
      "worker --name one --repositories . --token-file t",
      "--token-file goes with a ws or wss address in --dial.",
    ],
    [
      "worker --name one --repositories . --homes h --dial unix:s",
      "--homes starts a runtime for each job, and --dial none",
    ],
    [
      "worker --name one --repositories /no/such/folder",
      "--repositories: there is no folder /no/such/folder.",
    ],
    ["add", "Say which with --jobs FILE."],
    ["add --jobs /no/such/file", "no such file"],
    ["add --jobs x --redis localhost", "--redis takes redis://HOST:PORT,"],
    ["console --port x", "--port takes a number from 0 to 65535."],
  ])("refuses %j", async (args, why) => {
    expect(await main(args.split(" ").filter((arg) => arg !== ""))).toBe(2);
    expect(printed.text).toContain(`error: `);
    expect(printed.text).toContain(why);
  });

  it("tells how it is used", async () => {
    expect(await main(["worker", "--help"])).toBe(0);
    expect(printed.text).toContain("usage: npm run fleet -- --local");
  });
});

describe("signals", () => {
  it("takes one that comes several times, as npm and a service manager send it, for one", () => {
    const stop = vi.fn();
    const hurry = vi.fn();
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    using _signals = onStopSignals(stop, hurry);
    process.emit("SIGTERM", "SIGTERM");
    process.emit("SIGTERM", "SIGTERM");
    process.emit("SIGINT", "SIGINT");
    expect(stop.mock.calls).toEqual([[143]]);
    expect(hurry).not.toHaveBeenCalled();
    now.mockReturnValue(2_000);
    process.emit("SIGINT", "SIGINT");
    expect(hurry.mock.calls).toEqual([[130]]);
  });
});
