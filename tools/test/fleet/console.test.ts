// The fleet's page in a browser, over a real queue: workers stand in that report what their jobs wait for.
import { setTimeout as sleep } from "node:timers/promises";
import { Queue, UnrecoverableError, Worker, type Job } from "bullmq";
import { Redis } from "ioredis";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { PendingView } from "../../../examples/approval-console/view.js";
import { Decisions } from "../../../examples/fleet/console/decisions.js";
import { serveFleetConsole, type FleetConsole } from "../../../examples/fleet/console/server.js";
import { decisionsOf, type DecisionData, type DecisionReply } from "../../../examples/fleet/queues.js";
import { browserPath, startBrowser } from "../../../packages/codegen/test/support/diff/browser.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";

const missing = [browserPath === undefined && "Chromium", !hasRedis && "redis-server"].filter(Boolean);
if (missing.length > 0)
  console.warn(`the fleet's console is not looked at: no ${missing.join(" and no ")} here`);

describe.skipIf(missing.length > 0)("the fleet's console", { timeout: 60_000 }, () => {
  let browser: Browser;
  let redis: TestRedis;
  let connection: Redis;
  /** Each test has its own. */
  let fleet: string;
  let queue: Queue;
  let served: FleetConsole;
  let page: Page;
  const open: { close: (force?: boolean) => Promise<void> }[] = [];
  const trouble: string[] = [];

  beforeAll(async () => {
    [browser, redis] = await Promise.all([startBrowser(browserPath ?? ""), startRedis()]);
    connection = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    connection.on("error", () => undefined);
    page = await visit("about:blank");
  });

  beforeEach(async ({ task }) => {
    fleet = `fleet-${task.id}`;
    queue = new Queue(fleet, { connection });
    queue.on("error", () => undefined);
    served = await serve(["Ada", "Bob"]);
    await page.goto(urlOf("Ada"));
  });

  afterEach(async () => {
    await page.goto("about:blank");
    await served[Symbol.asyncDispose]();
    await Promise.all(open.splice(0).map((worker) => worker.close(true)));
    await queue.close();
    expect(trouble.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    connection.disconnect();
    await redis[Symbol.asyncDispose]();
  });

  const serve = (persons: readonly string[], answerWithinMs = 10_000) =>
    serveFleetConsole({ redis: redis.url, queue: fleet, persons, answerWithinMs });
  const urlOf = (person: string): string => served.urls.get(person) ?? expect.fail(`no link for ${person}`);
  const visit = async (url: string): Promise<Page> => {
    const opened = await browser.newPage();
    opened.setDefaultTimeout(5_000);
    opened.on("pageerror", (error) => void trouble.push(String(error)));
    opened.on("console", (said) => {
      if (!said.text().startsWith("Failed to load resource")) trouble.push(said.text());
    });
    await opened.goto(url);
    return opened;
  };
  const card = (text: string, within = page) => within.getByRole("article").filter({ hasText: text });
  const allow = (text: string, within = page) =>
    card(text, within).getByRole("button", { name: "Allow once" }).click();
  const told = (text: string, within = page) => within.getByRole("alert").getByText(text).waitFor();
  const state = (text: string, within = page) => within.getByRole("status").getByText(text).waitFor();
  const add = (prompt: string) => queue.add("job", { job: { repository: "shop", prompt } });

  const post = (approvalId: string, decision: string): Promise<Response> => {
    const { origin, href } = new URL(`decisions/${approvalId}`, urlOf("Ada"));
    return fetch(href, { method: "POST", headers: { origin }, body: JSON.stringify(decision) });
  };

  /** A worker each of whose jobs waits for one decision, and ends with it. */
  function standIn(name: string, { atOnce = 50, isThere = true, lockMs = 30_000 } = {}) {
    const waiting = new Map<string, (decision: unknown) => void>();
    const jobs = new Worker(
      fleet,
      async (job: Job<{ job: { prompt: string } }>) => {
        const { prompt } = job.data.job;
        if (prompt.startsWith("Spoil"))
          throw new UnrecoverableError("The turn was interrupted, and may have written.");
        const request = pendingOf(`${name}-${job.id}`, prompt);
        const report = (pending: readonly PendingView[]) =>
          job.updateProgress({ worker: name, threadId: "T", stage: "running", pending });
        const decided = new Promise((resolve) => waiting.set(request.approvalId, resolve));
        await report([request]);
        const decision = await decided;
        await report([]);
        return { decision };
      },
      { connection, name, concurrency: atOnce, lockDuration: lockMs, stalledInterval: lockMs },
    );
    jobs.on("error", () => undefined);
    open.push(jobs);
    const carriedOut: DecisionData[] = [];
    const take = (): void => {
      const decisions = new Worker<DecisionData, DecisionReply>(
        decisionsOf(fleet, name),
        ({ data }) => {
          if (data.decision === "nonsense") return Promise.resolve({ outcome: "invalid", by: data.by });
          const decide = waiting.get(data.approvalId);
          waiting.delete(data.approvalId);
          decide?.(data.decision);
          carriedOut.push(data);
          return Promise.resolve({ outcome: decide === undefined ? "tooLate" : "applied", by: data.by });
        },
        { connection },
      );
      decisions.on("error", () => undefined);
      open.push(decisions);
    };
    if (isThere) take();
    return { jobs, carriedOut, take, end: (approvalId: string) => waiting.get(approvalId)?.("decline") };
  }

  it("shows what the jobs of all workers wait for, how the queue stands, and what was set aside", async () => {
    const jobs = [];
    for (const prompt of [`Spoil it\u202e${"!".repeat(2_000)}`, "Paint it", "Clean it", "Sell it", "Keep it"])
      jobs.push(await add(prompt));
    standIn("north", { atOnce: 1 });
    standIn("south", { atOnce: 2 });
    await state("3 to decide");
    await page.getByText("1 waiting").waitFor();
    await page.getByText("1 set aside").last().waitFor();
    const text = await page.locator("main").innerText();
    for (const { id } of jobs.slice(1, 4)) expect(text).toMatch(new RegExp(`(north|south), job ${id},`));
    expect(text).toContain("<b>Paint it</b>");
    expect(text).toContain(
      `job ${jobs[0]?.id}, shop: Spoil it⟨U+202E⟩${"!".repeat(191)}\nThe turn was interrupted, and may have written.`,
    );
    expect(await page.locator(".counts").innerText()).toMatch(/you decide as Ada/);

    // One that opens now sees what stood there before it.
    await using later = await serve(["Eve"]);
    const second = await visit(later.urls.get("Eve") ?? "");
    await state("3 to decide", second);
    await second.close();
  });

  it("hands a decision to the worker that has requested it, in the name of whose link it is", async () => {
    const { carriedOut } = standIn("north");
    const job = await add("Paint it");
    await card("Paint it").waitFor();
    const approvalId = `north-${job.id}`;
    // What is no decision keeps nobody from one.
    expect((await post(approvalId, "nonsense")).status).toBe(422);
    await allow("Paint it");
    await state("Nothing waits");
    await told("Run a command: Allow once.");
    expect(carriedOut).toEqual([{ jobId: job.id, approvalId, decision: "accept", by: "Ada" }]);
    await page.getByText("1 done").waitFor();
    expect(await page.locator(".trail").last().innerText()).toContain(
      `north, job ${job.id}: Run a command: <b>Paint it</b>\nAllow once, by Ada`,
    );
  });

  it("lets the first of two persons decide, also on another console, and tells the second who did", async () => {
    const north = standIn("north", { isThere: false });
    const events = `bull:${decisionsOf(fleet, "north")}:events`;
    const sent = (event: string) =>
      vi.waitFor(async () => {
        const told = await connection.xrange(events, "-", "+");
        expect(told.map(([, fields]) => fields[1])).toContain(event);
      }, 5_000);
    await add("Paint it");
    await using other = await serve(["Eve"]);
    const [bob, eve] = await Promise.all([visit(urlOf("Bob")), visit(other.urls.get("Eve") ?? "")]);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await bob.route("**/decisions/*", async (route) => {
      await held;
      await route.continue();
    });
    await allow("Paint it", bob);
    await allow("Paint it");
    await sent("waiting");
    await card("Paint it", eve).getByRole("button", { name: "Decline" }).click();
    await sent("duplicated");
    north.take();
    await told("Run a command: Allow once.");
    await told("Ada has decided this already.", eve);
    await state("Nothing waits", bob);
    release();
    await told("Ada has decided this already.", bob);
    expect(north.carriedOut.map(({ by, decision }) => [by, decision])).toEqual([["Ada", "accept"]]);
    await Promise.all([bob.close(), eve.close()]);
  });

  it("says that a worker is not there, and takes the decision back", async () => {
    const { take, carriedOut } = standIn("away", { isThere: false });
    await using quick = await serve(["Ada"], 500);
    const ada = await visit(quick.urls.get("Ada") ?? "");
    await add("Paint it");
    await allow("Paint it", ada);
    await told("away is not there. Nothing was decided.", ada);
    await ada.close();
    take();
    await sleep(100);
    expect(carriedOut).toEqual([]);
    await allow("Paint it");
    await state("Nothing waits");
    expect(carriedOut).toHaveLength(1);
  });

  it("takes back what it sent to a Redis that was too slow", async () => {
    const slow = new Redis(redis.url, {
      commandTimeout: 100,
      maxRetriesPerRequest: null,
      enableOfflineQueue: false,
      lazyConnect: true,
    });
    await slow.connect();
    const decisions = new Decisions(slow, fleet, 10_000);
    const { take, carriedOut } = standIn("north", { isThere: false });
    await connection.client("PAUSE", 400, "WRITE");
    const data = { jobId: "1", approvalId: "one", decision: "accept", by: "Ada" };
    expect(await decisions.send("north", data)).toMatchObject({ outcome: "unreachable" });
    const sent = new Queue(decisionsOf(fleet, "north"), { connection });
    await vi.waitFor(async () => {
      expect(await connection.xlen(sent.toKey("events"))).toBeGreaterThan(0);
      expect(await sent.getJob("one")).toBeUndefined();
    }, 5_000);
    take();
    await sleep(100);
    expect(carriedOut).toEqual([]);
    await sent.close();
    slow.disconnect();
  });

  it("lets no secret through Redis", async () => {
    standIn("north", { isThere: false });
    const job = await add("Ask it");
    await card("Ask it").waitFor();
    const question = { id: "q", text: "PIN?", secret: true, options: [], freeText: true };
    const pending = [
      pendingOf(`north-${job.id}`, "Ask it"),
      { ...pendingOf("pin", "Ask it"), questions: [question] },
    ];
    await job.updateProgress({ worker: "north", threadId: "T", stage: "running", pending });
    await card("PIN?").getByLabel("Your answer").fill("1234");
    await card("PIN?").getByRole("button", { name: "Answer" }).click();
    await told("A secret is not sent through Redis.");
    expect(await connection.keys(`*${decisionsOf(fleet, "north")}*`)).toEqual([]);
  });

  it("shows nothing of a job that has ended, or has gone to another worker", async () => {
    const lost = standIn("lost", { lockMs: 200 });
    const job = await add("Paint it");
    await card("lost, job").waitFor();
    await lost.jobs.close(true);
    const found = standIn("found", { lockMs: 200 });
    await card("found, job").waitFor();
    expect(await card("lost, job").count()).toBe(0);

    // The worker that has lost it tells of it still: that takes nothing away.
    const late = { worker: "lost", threadId: "T", stage: "running", pending: [] };
    await job.updateProgress(late);
    await add("Clean it");
    await state("2 to decide");
    // Whoever clicks as the list moves has meant another button.
    await page.evaluate(() => {
      const watcher = new MutationObserver(() => {
        watcher.disconnect();
        document.querySelector<HTMLButtonElement>("button.allows")?.click();
      });
      watcher.observe(document.querySelector(".many") ?? document, { childList: true });
    });
    found.end(`found-${job.id}`);
    await told("The list moved as you clicked. Nothing was decided.");
    await state("1 to decide");
    await job.updateProgress({ ...late, pending: [pendingOf("late", "Paint it")] });
    await sleep(50);
    await state("1 to decide");
    expect(await card("Clean it").count()).toBe(1);
  });

  it("is for whom it is meant, and the board is to look at", async () => {
    const board = new URL("board/", urlOf("Ada"));
    const { origin } = board;
    const status = (to: string | URL, init?: RequestInit) => fetch(to, init).then((answer) => answer.status);
    expect(await status(new URL("/board/", origin))).toBe(404);
    expect(await status(board, { headers: { origin: "https://evil.example" } })).toBe(403);
    expect(
      await page.request.get(board.href, { headers: { host: "rebound.example" } }).then((r) => r.status()),
    ).toBe(403);
    for (const method of ["PUT", "POST", "DELETE", "PATCH"])
      expect(await status(new URL("api/queues/pause", board), { method, headers: { origin } })).toBe(404);
    expect(await queue.isPaused()).toBe(false);

    standIn("north");
    await add("Spoil it");
    await page.getByRole("link", { name: "all jobs" }).click();
    await page.getByText("failed").first().waitFor();
    const { headers } = await fetch(board);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    // Its letters would come from another website.
    expect(trouble.splice(0).filter((line) => !line.includes("fonts.googleapis.com"))).toEqual([]);
    await page.goto(urlOf("Ada"));
  });

  it("says when Redis is lost, decides nothing then, and goes on when it is back", async () => {
    const { carriedOut } = standIn("north");
    await add("Paint it");
    await card("Paint it").waitFor();
    await redis.stop();
    await state("Redis does not answer: nothing can be decided");
    expect(await card("Paint it").getByRole("button", { name: "Allow once" }).isDisabled()).toBe(true);
    const answer = await post("north-1", "accept");
    expect([answer.status, await answer.text()]).toEqual([
      503,
      "Redis does not answer. Unless north has the decision already, it is taken back as soon as Redis does.",
    ]);
    await redis.start();
    await state("1 to decide");
    await sleep(100);
    expect(carriedOut).toEqual([]);
    await allow("Paint it");
    await state("Nothing waits");
  });

  it("ends while Redis is lost, and does not begin then, nor on a port that is taken", async () => {
    const other = await serve(["Eve"]);
    const port = Number(new URL(urlOf("Ada")).port);
    await expect(serveFleetConsole({ redis: redis.url, queue: fleet, port })).rejects.toThrow(
      `The port ${port} is taken: --port names another.`,
    );
    await redis.stop();
    await other[Symbol.asyncDispose]();
    await expect(serve(["Eve"])).rejects.toThrow(/^Redis at .*redis\.sock cannot be used: /);
    await redis.start();
  });
});

/** A request as a worker reports it. */
function pendingOf(approvalId: string, prompt: string): PendingView {
  return {
    approvalId,
    from: `shop: ${prompt}`,
    title: "Run a command",
    facts: [{ label: "Command", text: `<b>${prompt}</b>`, code: true }],
    files: [],
    questions: [],
    choices: [
      { label: "Allow once", decision: "accept", allows: true },
      { label: "Decline", decision: "decline", allows: false },
    ],
    declinedAtMs: Date.now() + 60_000,
  };
}
