import type { ApprovalEvent } from "../approvals/event.js";
import type { ServerNotification, ThreadItem, Turn } from "../generated/types.js";
import { AsyncQueue } from "../lib/async-queue.js";
import { Deferred } from "../lib/deferred.js";
import { itemIdOf, turnIdOf, isOfModel, type TurnMessage } from "./ids.js";
import type { DesiredSettings } from "../settings/desired.js";
import { turnResult, type TurnResult } from "../result/turn-result.js";
import { UsageOfTurn } from "../result/turn-usage.js";
import type { ThreadUsage } from "./thread-usage.js";
import { TurnBacklog } from "./turn-backlog.js";
import { gapMethod, type TurnEvent } from "../result/turn-event.js";

/**
 * Where a turn stands. It is lost from everywhere before it has settled:
 *
 * ```text
 *   starting ──▶ started ──▶ running ──▶ ended ──▶ settled
 *       └───────────┴───────────┴─────────┴──▶ lost
 * ```
 *
 * - starting: its request is on the way. started: the server has named it. running: it has told of it.
 * - ended: its result is there, but commands that it left running go on. settled: they have ended too.
 * - lost: its end will never be seen.
 */
type State = "starting" | "started" | "running" | "ended" | "settled" | "lost";

/** A turn that a handle of this client has started, or that the server has for its goal: what is told of it, up to its result. */
export class TurnRecord {
  readonly threadId: string;
  /** The turn's events, where somebody may want to read them. */
  readonly events: AsyncQueue<TurnEvent> | undefined;

  /** What it uses, and its subagents. */
  readonly usage: UsageOfTurn;
  readonly #named = new Deferred<undefined>();
  readonly #begun = new Deferred<undefined>();
  readonly #ended = new Deferred<TurnResult>();
  readonly #settled = new Deferred<TurnResult>();
  readonly #approvals: ApprovalEvent[] = [];
  readonly #items = new Map<string, ThreadItem>();
  /** Commands that run: they may outlive the turn. */
  readonly #commands = new Map<string, ThreadItem>();
  /** Items that were taken from the thread's history: what is still told of them is old. */
  readonly #takenUp = new Set<string>();
  #judgeFirstMessage: ((message: TurnMessage) => Error | undefined) | undefined;
  #state: State = "starting";
  #id: string | undefined;
  #isReview = false;
  /** What runs for a review, which the runtime knows as the active turn, and under no other id. */
  #activeId: string | undefined;
  /** As its completion told it. */
  #turn: Turn | undefined;
  /** Messages that were added to the turn and that it has not taken up, by their ids. */
  readonly #messages = new Map<string, Deferred<boolean>>();
  #hasGap = false;
  /** Whether the model has said or called anything in it. */
  #hasAnswered = false;

  /** Whether a handle has started it, or the server by itself. */
  readonly origin: "handle" | "server";
  /** What was to hold of it: a turn of one's own has it, whatever others do to its thread meanwhile. */
  readonly desired: DesiredSettings;

  constructor(
    thread: { readonly id: string; readonly usage: ThreadUsage },
    keepEvents: boolean,
    origin: "handle" | "server",
    desired: DesiredSettings = {},
  ) {
    this.threadId = thread.id;
    this.usage = new UsageOfTurn(thread.usage);
    this.origin = origin;
    this.desired = desired;
    this.events = keepEvents ? new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() }) : undefined;
  }

  /** The turn's id, once the server has named it. */
  get id(): string | undefined {
    return this.#id;
  }

  /** The id of what the server runs for the turn, and takes for the active turn. */
  get activeId(): string | undefined {
    return this.#activeId ?? this.#id;
  }

  /** Resolves when the server has named the turn, or when it will not. */
  get named(): Promise<undefined> {
    return this.#named.promise;
  }

  /** Resolves at the turn's first event, or when there will be none. */
  get begun(): Promise<undefined> {
    return this.#begun.promise;
  }

  /** Whether `begun` has resolved. */
  get hasBegun(): boolean {
    return this.#state !== "starting" && this.#state !== "started";
  }

  /** Settles when the turn ends: with its result, or with the reason why its end will never be seen. */
  get ended(): Promise<TurnResult> {
    return this.#ended.promise;
  }

  /** Settles as `ended` does, but only when the commands that the turn left running have ended too. */
  get settled(): Promise<TurnResult> {
    return this.#settled.promise;
  }

  /** As its completion told it, `inProgress` until then; `lost` where that will never be told, or what its commands came to. */
  get status(): Turn["status"] | "lost" {
    return this.#state === "lost" ? "lost" : (this.#turn?.status ?? "inProgress");
  }

  /** Whether the turn's end has been seen, or will never be. */
  get hasEnded(): boolean {
    return this.#state === "ended" || this.hasSettled;
  }

  /** Whether nothing more that is told of the turn is of interest. */
  get hasSettled(): boolean {
    return this.#state === "settled" || this.#state === "lost";
  }

  /** Whether the model has said or called anything in it that was told. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Whether somebody may want to read each of its events. */
  get wantsEvents(): boolean {
    return this.events?.ended === false;
  }

  /** The server has named the turn. */
  start(turnId: string): void {
    if (this.#state !== "starting") return;
    this.#state = "started";
    this.#id = turnId;
    this.#named.resolve(undefined);
  }

  /** The server has named the turn of a review: what runs for it has an id of its own, which is told when that starts. */
  startReview(turnId: string): void {
    this.#isReview = true;
    this.start(turnId);
  }

  /** Takes over what was recorded of the turn that this one turned out to be. Its events are nobody's. */
  become(other: TurnRecord): void {
    if (this.#state !== "starting" || other.#id === undefined) return;
    this.start(other.#id);
    for (const [id, item] of other.#items) this.#items.set(id, item);
    for (const [id, item] of other.#commands) this.#commands.set(id, item);
    this.usage.become(other.usage);
    if (other.hasBegun) this.#begin();
    if (other.#turn !== undefined) this.#end(other.#turn);
  }

  /** Takes what the server tells of the thread while the turn runs, and of the turn's commands after it. */
  receive(event: ServerNotification): void {
    const owner = turnIdOf(event.params);
    if (this.#isReview && event.method === "turn/started") this.#reviewStarted(event.params.turn);
    if (this.#id === undefined || this.hasSettled || (owner !== undefined && owner !== this.#id)) return;
    if (this.#state === "ended") return this.#receiveLate(event);
    if (this.#takenUp.size > 0 && this.#takenUp.has(itemIdOf(event.params) ?? "")) return;
    this.events?.push(event);
    if (owner === undefined) return;
    // A review is told of before it is active.
    if (!this.#isReview || this.#activeId !== undefined) this.#begin();
    switch (event.method) {
      case "item/started":
        this.#foundMessage(event.params.item);
        this.#hasAnswered ||= isOfModel(event.params.item);
        if (event.params.item.type === "commandExecution")
          this.#commands.set(event.params.item.id, event.params.item);
        break;
      case "item/completed":
        this.#complete(event.params.item);
        break;
      case "thread/tokenUsage/updated":
        this.usage.told(this.#id, event.params.tokenUsage, this.#hasAnswered);
        break;
      case "error":
        this.usage.failed();
        break;
      case "turn/completed":
        this.#end(event.params.turn);
        break;
      default:
    }
  }

  /** Has the turn's first message judged: what is given for it loses the turn, which is somebody else's. */
  judgeFirstMessage(judge: (message: TurnMessage) => Error | undefined): void {
    this.#judgeFirstMessage = judge;
  }

  /** Resolves with whether the turn takes up a message that is added to it. Never rejects. */
  awaitMessage(clientId: string): Promise<boolean> {
    if (this.hasEnded) return Promise.resolve(false);
    const taken = new Deferred<boolean>();
    this.#messages.set(clientId, taken);
    return taken.promise;
  }

  /** Takes what was asked and decided in the turn, or by its subagents. */
  receiveApproval(event: ApprovalEvent): void {
    if (!this.hasEnded) this.#approvals.push(event);
  }

  /**
   * Goes on after a time in which nobody listened. What was completed meanwhile is taken from the turn as it stands in the
   * thread's history; deltas that were missed are not to be had. Of a review that runs the history has what runs for it.
   */
  takeUp(stored: Turn): void {
    if (this.hasEnded) return;
    const { threadId } = this;
    const turn = { ...stored, id: this.#id ?? stored.id };
    if (stored.id !== turn.id) this.#activeId = stored.id;
    this.#hasGap = true;
    this.usage.missed();
    this.#begin();
    this.events?.push({ method: gapMethod, params: { threadId, turnId: turn.id } });
    for (const item of turn.items) {
      if (this.#items.has(item.id)) continue;
      this.#takenUp.add(item.id);
      this.#complete(item);
      if (this.#isLost()) return;
      const completedAtMs = item.completedAtMs ?? 0;
      this.events?.push({
        method: "item/completed",
        params: { threadId, turnId: turn.id, item, completedAtMs },
      });
    }
    if (turn.status === "inProgress") return;
    this.events?.push({ method: "turn/completed", params: { threadId, turn } });
    this.#end(turn);
  }

  /**
   * Nothing more will be told of the thread: a turn that runs is lost, the commands of one that ended stay as they are. One that is
   * starting goes by its answer.
   */
  stopListening(reason: Error): void {
    if (this.#state === "starting") return;
    if (this.#state === "ended" && this.#turn !== undefined) this.#settle(this.#turn);
    else this.lose(reason);
  }

  /** The turn's end, or that of its commands, will never be seen. */
  lose(reason: Error): void {
    if (this.hasSettled) return;
    this.#state = "lost";
    this.usage.missed();
    this.#named.resolve(undefined);
    this.#begun.resolve(undefined);
    this.#loseMessages();
    this.events?.end(reason);
    // What has settled by now stays as it is.
    this.#ended.reject(reason);
    this.#settled.reject(reason);
  }

  /** A runtime before 0.162.1 tells no root. */
  #reviewStarted({ id, rootTurnId }: Turn): void {
    if (this.#state !== "started" || (rootTurnId ?? this.#id) !== this.#id) return;
    this.#activeId = id;
    this.#begin();
  }

  #isLost(): boolean {
    return this.#state === "lost";
  }

  /** After the turn's end only the commands that it left running are of interest. */
  #receiveLate(event: ServerNotification): void {
    if (event.method === "item/completed") this.#complete(event.params.item);
    if (this.#turn !== undefined && this.#commands.size === 0) this.#settle(this.#turn);
  }

  #foundMessage(item: ThreadItem): void {
    if (item.type !== "userMessage" && item.type !== "functionCallOutput") return;
    const judge = this.#judgeFirstMessage;
    this.#judgeFirstMessage = undefined;
    const reason = judge?.(item);
    if (reason !== undefined) return this.lose(reason);
    if (item.type !== "userMessage" || item.clientId == null) return;
    this.#messages.get(item.clientId)?.resolve(true);
    this.#messages.delete(item.clientId);
  }

  #loseMessages(): void {
    for (const taken of this.#messages.values()) taken.resolve(false);
    this.#messages.clear();
  }

  #complete(item: ThreadItem): void {
    this.#foundMessage(item);
    this.#commands.delete(item.id);
    this.#items.set(item.id, item);
  }

  #end(turn: Turn): void {
    this.#begin();
    this.#state = "ended";
    this.#turn = turn;
    this.#forgetUnstarted();
    this.#loseMessages();
    this.events?.end();
    this.#ended.resolve(this.#result(turn));
    if (this.#commands.size === 0) this.#settle(turn);
  }

  /** A command that waits for an approval when its turn ends is never started, and never completed. */
  #forgetUnstarted(): void {
    const allowed = new Set(
      this.#approvals.flatMap((event) => (event.type === "decided" && event.allowed ? event.itemId : [])),
    );
    for (const { type, itemId, threadId } of this.#approvals) {
      if (threadId !== this.threadId) continue;
      const command = type === "requested" && !allowed.has(itemId) && this.#commands.get(itemId ?? "");
      if (command !== undefined && command !== false) this.#complete(command);
    }
  }

  #settle(turn: Turn): void {
    this.#state = "settled";
    this.#settled.resolve(this.#result(turn));
  }

  #result(turn: Turn): TurnResult {
    const items = [...this.#items.values(), ...this.#commands.values()];
    return turnResult(turn, items, this.usage.sum, [...this.#approvals], this.#hasGap);
  }

  #begin(): void {
    if (this.hasBegun) return;
    this.#state = "running";
    this.#begun.resolve(undefined);
  }
}
