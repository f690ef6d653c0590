import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { readdirSync } from "node:fs";

import { afterAll, vi } from "vitest";

import { startTestRuntime, type TestRuntime, type TestRuntimeOptions } from "../../../src/testing/index.js";

// A test takes about half a second; on a machine with more to do than cores, ten times that.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

/** The native binary of the pinned runtime: in the platform package beside `@openai/codex`. */
function codexBinary(): string {
  const wrapper = createRequire(import.meta.url).resolve("@openai/codex/package.json");
  const platform = createRequire(wrapper).resolve(
    `@openai/codex-${process.platform}-${process.arch}/package.json`,
  );
  const vendor = join(dirname(platform), "vendor");
  const [triple = ""] = readdirSync(vendor);
  return join(vendor, triple, "bin", process.platform === "win32" ? "codex.exe" : "codex");
}

export interface Notification {
  readonly method: string;
  // The protocol's types are not made yet where these tests start; they read a few fields only.
  readonly params: Readonly<Record<string, unknown>>;
}

interface Wait {
  readonly matches: (notification: Notification) => boolean;
  readonly resolve: (notification: Notification) => void;
}

/** Just enough of a client to drive the real runtime: these tests must not depend on the one that they help to test. */
export class RuntimeDriver implements AsyncDisposable {
  readonly notifications: Notification[] = [];
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, (response: Readonly<Record<string, unknown>>) => void>();
  readonly #waits: Wait[] = [];
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null) throw new Error("no stdout");
    createInterface({ input: child.stdout }).on("line", (line) => this.#receive(line));
  }

  static async start(runtime: TestRuntime["runtime"]): Promise<RuntimeDriver> {
    const child = spawn(runtime.path ?? codexBinary(), ["app-server"], {
      env: runtime.env,
      cwd: runtime.cwd,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const driver = new RuntimeDriver(child);
    await driver.request("initialize", { clientInfo: { name: "kit", version: "1" } });
    driver.#send({ method: "initialized" });
    return driver;
  }

  async request(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId;
    const answered = new Promise<Readonly<Record<string, unknown>>>((resolve) =>
      this.#pending.set(id, resolve),
    );
    this.#send({ id, method, params });
    const response = await answered;
    if (response["error"] !== undefined) throw new Error(`${method}: ${JSON.stringify(response["error"])}`);
    return record(response["result"]);
  }

  /** The first notification, past or coming, that matches. */
  notification(
    method: string,
    matches: (params: Notification["params"]) => boolean = () => true,
  ): Promise<Notification> {
    const both = (candidate: Notification): boolean =>
      candidate.method === method && matches(candidate.params);
    const past = this.notifications.find(both);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve) => this.#waits.push({ matches: both, resolve }));
  }

  async startThread(params: object = {}): Promise<string> {
    const { thread } = await this.request("thread/start", params);
    return String(record(thread)["id"]);
  }

  async startTurn(threadId: string, text: string): Promise<string> {
    const { turn } = await this.request("turn/start", { threadId, input: [{ type: "text", text }] });
    return String(record(turn)["id"]);
  }

  /** Runs a turn to its end, and gives the turn as `turn/completed` has it. */
  async run(threadId: string, text: string): Promise<Readonly<Record<string, unknown>>> {
    return this.turn(await this.startTurn(threadId, text));
  }

  async turn(turnId: string): Promise<Readonly<Record<string, unknown>>> {
    const { params } = await this.notification(
      "turn/completed",
      (given) => record(given["turn"])["id"] === turnId,
    );
    return record(params["turn"]);
  }

  /** The last state of the item of this type. */
  item(type: string): Readonly<Record<string, unknown>> {
    const items = this.notifications
      .filter(({ method }) => method === "item/completed")
      .map(({ params }) => record(params["item"]));
    return record(items.findLast((item) => item["type"] === type));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exited;
  }

  #send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #receive(line: string): void {
    const message = record(JSON.parse(line));
    const { id, method } = message;
    if (typeof method !== "string") {
      this.#pending.get(Number(id))?.(message);
      return;
    }
    const notification = { method, params: record(message["params"]) };
    this.notifications.push(notification);
    for (const wait of [...this.#waits]) {
      if (!wait.matches(notification)) continue;
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      wait.resolve(notification);
    }
  }
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** One rig for the tests of a file: each finds a model for which nothing was scripted, and no notifications. */
export function sharingRig(): () => Promise<Pick<Rig, "model" | "home" | "driver">> {
  let starting: Promise<Rig> | undefined;
  afterAll(async () => {
    await (await starting)?.[Symbol.asyncDispose]();
  });
  return async () => {
    const rig = await (starting ??= startRig());
    rig.model.reset();
    rig.driver.notifications.length = 0;
    return rig;
  };
}

type Rig = Awaited<ReturnType<typeof startRig>>;

/** A scripted model, a home and a running runtime, and their end in the right order. */
export async function startRig(options: TestRuntimeOptions = {}) {
  const test = await startTestRuntime(options);
  const driver = await RuntimeDriver.start(test.runtime);
  return {
    ...test,
    driver,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}
