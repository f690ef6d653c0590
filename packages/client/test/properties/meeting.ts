import { setTimeout as pause } from "node:timers/promises";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isConnectionClosedError,
  isTurnLostError,
  isUsageError,
  webSocketTransport,
  type Thread,
  type TurnResult,
} from "../../src/index.js";
import {
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntime,
  type TestRuntime,
} from "../../src/testing/index.js";
import { quiet, racingPrompt, scriptRaces, type Prompt } from "../support/races.js";
import { quick } from "../support/reconnecting.js";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { within, type Ending } from "../support/within.js";

/** How long anything may take to settle once nothing is in its way. Machines that do much besides take long. */
const PATIENCE_MS = 30_000;

/** What a handle asks for that must not write. */
const strictly = { approvalMode: "deny_all", sandbox: "read_only" } as const;
/** What the thread is started with. */
const freely = { approvalMode: "deny_all", sandbox: "full_access" } as const;
/** What somebody else's turn takes along. */
export const fullAccess = { sandboxPolicy: { type: "dangerFullAccess" }, approvalPolicy: "never" } as const;

export const text = (words: string) => [{ type: "text" as const, text: words, text_elements: [] }];

/** The client that is tested: it reconnects, and may use the queue of submissions. */
const connectFirst = ({ url }: TcpProxy) =>
  Codex.connect({
    transport: webSocketTransport({ url, closeGraceMs: 100 }),
    reconnect: quick,
    experimentalApi: true,
  });
type First = Awaited<ReturnType<typeof connectFirst>>;

/** One operation that was begun, and what must become of it. */
interface Begun {
  readonly name: string;
  readonly promise: Promise<unknown>;
  /** What is wrong with how it ended, if anything is. */
  readonly judge: (ending: { readonly value?: unknown; readonly reason?: unknown }) => string | undefined;
}

/** Where many meet on one thread: two handles of a client that reconnects, its raw calls, and a second client. */
export class Meeting implements AsyncDisposable {
  /** Counts what happened, over all sequences. */
  readonly tally = new Map<string, number>();
  readonly one: First;
  readonly other: Codex;
  readonly proxy: TcpProxy;
  threadId = "";
  strict: Thread | undefined;
  /** A handle that asks for nothing: only such a one can set a goal on a server that others use. */
  free: Thread | undefined;
  readonly #test: TestRuntime;
  readonly #runtime: ListeningRuntime;
  #begun: Begun[] = [];
  #prompts: Prompt[] = [];
  #sequences = 0;

  private constructor(
    test: TestRuntime,
    runtime: ListeningRuntime,
    proxy: TcpProxy,
    clients: { readonly one: First; readonly other: Codex },
  ) {
    this.#test = test;
    this.#runtime = runtime;
    this.proxy = proxy;
    this.one = clients.one;
    this.other = clients.other;
  }

  static async create(): Promise<Meeting> {
    const test = await startTestRuntime();
    scriptRaces(test.model);
    const runtime = await startListeningRuntime(test);
    const proxy = await startTcpProxy(runtime.address);
    const one = await connectFirst(proxy);
    const other = await Codex.connect({ transport: webSocketTransport({ url: runtime.address }) });
    return new Meeting(test, runtime, proxy, { one, other });
  }

  /** A number that no other step of any sequence has. */
  nextId(): number {
    return ++this.#sequences;
  }

  /** A fresh thread of full access, with a handle that has it, and one that must not use it. */
  async begin(): Promise<void> {
    this.#begun = [];
    this.#prompts = [];
    await this.#connected();
    const starter = await settled("startThread", this.one.startThread(freely));
    await settled("the first run", starter.run("Hi"));
    this.threadId = starter.id;
    this.free = await settled("resumeThread", this.one.resumeThread(this.threadId));
    this.strict = await settled("the narrow resumeThread", this.one.resumeThread(this.threadId, strictly));
    await settled("close", starter.close());
    await settled("the second client's resumeThread", this.other.resumeThread(this.threadId));
  }

  /** Begins something that somebody else does: it may be refused, and must settle. */
  beginOther(name: string, promise: Promise<unknown>): void {
    this.#add({ name, promise, judge: () => undefined });
  }

  /** Begins a turn of the handle that must not write, on whichever handle there is then. */
  beginRun(): void {
    const prompt = racingPrompt(this.#test.home);
    this.#prompts.push(prompt);
    const run = async (): Promise<TurnResult> => (await this.#strictHandle()).run(prompt.text);
    this.#add({ name: "run", promise: run(), judge: (ending) => this.#judgeRun(prompt, ending) });
  }

  setGoal(): void {
    const set = async (): Promise<unknown> => {
      const handle = (this.free ??= await this.one.resumeThread(this.threadId));
      const goal = await handle.goal.set({ objective: "Count" });
      return goal.ended;
    };
    this.beginOther("goal.set", set());
  }

  /** After the sequence: all settles, nothing was written, and a fresh handle works. What does not is said. */
  async faults(): Promise<readonly string[]> {
    await this.#connected();
    // The server pursues a goal without end, and one may be set only now that all else is over.
    const allSettled = new AbortController();
    const clearing = this.#keepClearing(allSettled.signal);
    const faults: string[] = [];
    for (const { name, promise, judge } of this.#begun) {
      const ending = await within(PATIENCE_MS, promise);
      this.#count(`${name}: ${describe(ending)}`);
      const fault =
        ending.state === "pending" ? `is still pending after ${String(PATIENCE_MS)} ms` : judge(ending);
      if (fault !== undefined) faults.push(`${name} ${fault}`);
    }
    allSettled.abort();
    await settled("goal.clear of the second client", clearing);
    for (const prompt of this.#prompts)
      if (prompt.wrote) faults.push(`the narrow prompt "${prompt.text}" wrote`);
    return [...faults, ...(await this.#faultsOfFreshRun())];
  }

  /** As the second client, whose connection nobody cuts. */
  async #keepClearing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.other.rpc.thread.goal.clear({ threadId: this.threadId }).catch(() => undefined);
      await pause(100);
    }
  }

  async #faultsOfFreshRun(): Promise<readonly string[]> {
    const idle = await within(PATIENCE_MS, quiet(this.other, this.threadId));
    if (idle.state !== "resolved") return [`the thread did not come to rest: ${describe(idle)}`];
    const prompt = racingPrompt(this.#test.home);
    const fresh = async (): Promise<TurnResult> =>
      (await this.one.resumeThread(this.threadId, strictly)).run(prompt.text);
    const ending = await within(PATIENCE_MS, fresh());
    if (prompt.wrote) return ["the fresh run wrote"];
    if (ending.state !== "resolved") return [`the fresh run: ${describe(ending)}`];
    const fault = foreignText(ending.value, prompt.text);
    return fault === undefined ? [] : [`the fresh run ${fault}`];
  }

  async #strictHandle(): Promise<Thread> {
    return (this.strict ??= await this.one.resumeThread(this.threadId, strictly));
  }

  #judgeRun(
    prompt: Prompt,
    { value, reason }: { readonly value?: unknown; readonly reason?: unknown },
  ): string | undefined {
    if (value !== undefined) return foreignText(value as TurnResult, prompt.text);
    if (isTurnLostError(reason) || isConnectionClosedError(reason)) return undefined;
    // It names a turn of somebody else that took up the text. Without one it is of the handle's own turn, which was stopped because
    // somebody else had changed what is in force by the time it was accepted, or of a thread whose goal is pursued.
    if (isApprovalModeNotAppliedError(reason)) return undefined;
    // A handle that was closed, or a thread with a goal: both are refused before anything is sent.
    if (isUsageError(reason)) return undefined;
    return `rejected with ${String(reason)}`;
  }

  #add(begun: Begun): void {
    begun.promise.catch(() => undefined);
    this.#begun.push(begun);
  }

  #count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }

  /** Waits until the connection is restored. */
  async #connected(): Promise<void> {
    await settled(
      "the connection's return",
      this.#retry(() => this.one.rpc.thread.loaded.list({})),
    );
  }

  async #retry<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isConnectionClosedError(error)) throw error;
        await pause(10);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.one.close();
    await this.other.close();
    await this.proxy[Symbol.asyncDispose]();
    await this.#runtime[Symbol.asyncDispose]();
    await this.#test[Symbol.asyncDispose]();
  }
}

/** What a sequence stands on: where it does not settle in time, the failure says what did not. */
async function settled<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const ending = await within(PATIENCE_MS, promise);
  if (ending.state === "resolved") return ending.value;
  throw new Error(`${what}: ${describe(ending)}`);
}

/** A result is of a turn of its own text; one that was interrupted may not have come to its text. */
function foreignText({ items, status }: TurnResult, own: string): string | undefined {
  const first = items.find((item) => item.type === "userMessage" || item.type === "agentMessage");
  if (first === undefined && status === "interrupted") return undefined;
  const said =
    first?.type === "userMessage"
      ? first.content.flatMap((part) => (part.type === "text" ? [part.text] : []))[0]
      : first?.type;
  return said === own ? undefined : `resolved with a turn (${status}) that begins with ${String(said)}`;
}

function describe(ending: Ending<unknown>): string {
  if (ending.state !== "rejected") return ending.state;
  const { reason } = ending;
  return reason instanceof Error
    ? `rejected with ${reason.name}: ${generic(reason.message)}`
    : String(reason);
}

/** Without the ids. */
const generic = (words: string): string => words.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…").slice(0, 100);
