import type { ApprovalMode, Sandbox } from "../../src/index.js";
import type { InForce, TurnWitness } from "./witness.js";

/** What a test asks of a method, where it asks anything. */
export interface Asked {
  readonly mode?: ApprovalMode | undefined;
  readonly sandbox?: Sandbox | undefined;
}

/** Where a thread is: in the process that the client talks to, only on disk, or in the archive. */
type Place = "loaded" | "stored" | "archived";

interface ModelSandbox {
  readonly kind: Sandbox;
  readonly network: boolean;
}

interface ModelThread {
  place: Place;
  /** A thread without a turn is not on disk: it cannot be resumed, forked or archived. */
  hasTurn: boolean;
  policy: "never" | "on-request";
  reviewer: "user" | "auto_review";
  sandbox: ModelSandbox;
  /** Somebody else changed it, and the server tells only clients with `experimentalApi`. */
  untold: boolean;
  /** The client cannot rely on what it was told: somebody else's turn ran since. */
  doubted: boolean;
}

interface ModelHandle {
  readonly thread: number;
  alive: boolean;
  mode: ApprovalMode | undefined;
  sandbox: ModelSandbox | undefined;
}

/** What must hold after each step, told from the steps alone: nothing here looks at the client or the runtime. */
export class Model {
  readonly threads: ModelThread[] = [];
  readonly handles: ModelHandle[] = [];
  experimentalApi = false;

  /** @param configured `sandbox_mode` in the configuration: what workspace-write turns into on fork and cold resume. */
  constructor(readonly configured: Sandbox) {}

  threadsThat(condition: (thread: ModelThread) => boolean): number[] {
    return this.threads.flatMap((thread, index) => (condition(thread) ? [index] : []));
  }

  /** The handles of this process, by where their thread is. */
  handlesOf(condition: (thread: ModelThread) => boolean): number[] {
    return this.handles.flatMap((handle, index) =>
      handle.alive && condition(this.thread(handle.thread)) ? [index] : [],
    );
  }

  thread(index: number): ModelThread {
    return at(this.threads, index);
  }

  handle(index: number): ModelHandle {
    return at(this.handles, index);
  }

  started({ mode = "auto_review", sandbox }: Asked): number {
    const inForce = sandbox ?? this.configured;
    this.threads.push({
      place: "loaded",
      hasTurn: false,
      policy: mode === "deny_all" ? "never" : "on-request",
      reviewer: mode === "auto_review" ? "auto_review" : "user",
      sandbox: { kind: inForce, network: false },
      untold: false,
      doubted: false,
    });
    return this.opened(this.threads.length - 1, { mode, sandbox });
  }

  /** What is asked of a loaded thread waits for the next turn; a cold one takes it at once. */
  resumed(index: number, asked: Asked): number {
    const thread = this.thread(index);
    const had = this.isKnown(index) ? thread.sandbox : undefined;
    if (thread.place === "stored") {
      thread.place = "loaded";
      thread.sandbox = this.afterStorage(thread.sandbox);
      this.apply(thread, asked);
    }
    thread.untold = false;
    thread.doubted = false;
    return this.kept(this.opened(index, asked), had);
  }

  /** @param source The handle that forks; without one, the client forks by the thread's id. */
  forked(index: number, asked: Asked, source?: ModelHandle): number {
    const from = this.thread(index);
    const had = this.isKnown(index) ? from.sandbox : undefined;
    const fork = { ...from, place: "loaded", hasTurn: true, untold: false, doubted: false } as const;
    this.threads.push({ ...fork, sandbox: this.afterStorage(from.sandbox) });
    const thread = this.threads.length - 1;
    this.apply(this.thread(thread), asked);
    const handle = this.opened(thread, asked);
    if (source === undefined) return this.kept(handle, had);
    const made = this.handle(handle);
    made.mode ??= source.mode ?? modeOf(from);
    made.sandbox ??= source.sandbox ?? from.sandbox;
    return handle;
  }

  /** A turn that the server accepted from a handle: all that was asked of it is in force, and stays. */
  ran(index: number, asked: Asked): void {
    const handle = this.handle(index);
    const thread = this.thread(handle.thread);
    handle.mode = asked.mode ?? handle.mode;
    handle.sandbox = asked.sandbox === undefined ? handle.sandbox : { kind: asked.sandbox, network: false };
    thread.hasTurn = true;
    this.applyMode(thread, handle.mode);
    thread.sandbox = handle.sandbox ?? thread.sandbox;
    // In doubt all that was asked is sent: where that is everything, nothing is left to doubt.
    if (handle.mode !== undefined && handle.sandbox !== undefined) thread.doubted = false;
  }

  /** A turn of somebody else on a loaded thread. */
  ranElsewhere(index: number, policy: ModelThread["policy"], sandbox: ModelSandbox): void {
    const thread = this.thread(index);
    Object.assign(thread, { hasTurn: true, policy, reviewer: "user", sandbox });
    thread.untold = !this.experimentalApi;
    thread.doubted = true;
  }

  archived(index: number): void {
    this.thread(index).place = "archived";
  }

  unarchived(index: number): void {
    this.thread(index).place = "stored";
  }

  /** The process is gone, with all handles, and with every thread that had no turn. */
  restarted(experimentalApi: boolean): void {
    this.experimentalApi = experimentalApi;
    for (const handle of this.handles) handle.alive = false;
    for (const thread of this.threads) if (thread.place === "loaded") thread.place = "stored";
  }

  /** What the server must say is in force. */
  inForce(index: number): InForce {
    const { policy, reviewer, sandbox } = this.thread(index);
    return { policy, reviewer, sandbox: types[sandbox.kind], network: sandbox.network };
  }

  /** What the turn that runs next, or ran last, must have told the model. */
  turnWitness(index: number): TurnWitness {
    const { policy, reviewer, sandbox } = this.thread(index);
    return {
      policy,
      reviewed: policy === "on-request" && reviewer === "auto_review",
      sandbox: modes[sandbox.kind],
    };
  }

  /** Whether the client of this process has opened the thread, and can rely on what it was told of it. */
  private isKnown(index: number): boolean {
    return !this.thread(index).doubted && this.handles.some(({ alive, thread }) => alive && thread === index);
  }

  /** A handle that was opened by its thread's id: what the thread had, and has not any more, is demanded. */
  private kept(index: number, had: ModelSandbox | undefined): number {
    const handle = this.handle(index);
    const { sandbox } = this.thread(handle.thread);
    if (had !== undefined && (had.kind !== sandbox.kind || had.network !== sandbox.network)) {
      handle.sandbox ??= had;
    }
    return index;
  }

  private opened(thread: number, { mode, sandbox }: Asked): number {
    const demanded = sandbox === undefined ? undefined : { kind: sandbox, network: false };
    this.handles.push({ thread, alive: true, mode, sandbox: demanded });
    return this.handles.length - 1;
  }

  private apply(thread: ModelThread, { mode, sandbox }: Asked): void {
    this.applyMode(thread, mode);
    if (sandbox !== undefined) thread.sandbox = { kind: sandbox, network: false };
  }

  /** deny_all leaves the reviewer as it is: nobody is asked. */
  private applyMode(thread: ModelThread, mode: ApprovalMode | undefined): void {
    if (mode === undefined) return;
    thread.policy = mode === "deny_all" ? "never" : "on-request";
    if (mode !== "deny_all") thread.reviewer = mode === "ask" ? "user" : "auto_review";
  }

  /** The runtime keeps workspace-write over a fork or a cold resume only where the configuration says the same. */
  private afterStorage(sandbox: ModelSandbox): ModelSandbox {
    return sandbox.kind === "workspace_write" ? { kind: this.configured, network: false } : sandbox;
  }
}

function modeOf({ policy, reviewer }: ModelThread): ApprovalMode {
  if (policy === "never") return "deny_all";
  return reviewer === "user" ? "ask" : "auto_review";
}

function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new RangeError(`There is no entry ${String(index)}.`);
  return entry;
}

const types = {
  read_only: "readOnly",
  workspace_write: "workspaceWrite",
  full_access: "dangerFullAccess",
} as const;
export const modes = {
  read_only: "read-only",
  workspace_write: "workspace-write",
  full_access: "danger-full-access",
} as const;
