import type { ServerNotification, ThreadItem } from "../generated/types.js";
import { memberOf, textOf } from "../lib/guards.js";

/** Why the server starts turns on a thread by this client's wish, which nothing names. */
interface Going {
  /** A goal that a raw call has set: `ended` until the turn is over that may have begun for it. */
  goal: "active" | "ended" | undefined;
  /** The ids of the messages that raw calls have put into the queue, until a turn begins with them. */
  readonly queued: Set<string>;
  /** Turns that began since, and of which no item was told. */
  readonly begun: Set<string>;
  /** Turns that ran before, and those that began with a message of somebody else's. */
  readonly foreign: Set<string>;
}

/** What becomes of one raw call that sets a thread going, or may. */
interface GoingCall {
  answered(result: unknown): void;
  /** It was refused, or its answer never came. */
  failed(): void;
}

const messageIdIn = (value: unknown): string => textOf(memberOf(value, "clientUserMessageId")) ?? "";

/**
 * Threads that raw calls have set going on a server that others share, and whose the turns are that the server then starts. Of one
 * whose beginning was not heard that is not known: it counts as own, so that it is not left without an answer.
 */
export class SetGoing {
  readonly #named: (threadId: string, turnId: string) => void;
  readonly #threads = new Map<string, Going>();

  /** @param named Is told of each turn that is this client's. */
  constructor(named: (threadId: string, turnId: string) => void) {
    this.#named = named;
  }

  /** A raw call is sent: the turn of a message that it puts into the queue may be told before the answer. */
  watchCall(
    method: string,
    threadId: string,
    params: unknown,
    ranBefore: readonly string[],
  ): GoingCall | undefined {
    const queue = (messageId: string): void => {
      this.#going(threadId, ranBefore).queued.add(messageId);
    };
    const nothing = (): void => undefined;
    switch (method) {
      case "thread/queue/add": {
        const messageId = messageIdIn(params);
        queue(messageId);
        const failed = (): void => {
          this.#threads.get(threadId)?.queued.delete(messageId);
          this.#tidy(threadId);
        };
        return { answered: nothing, failed };
      }
      case "thread/queue/update": {
        // By whomever it was put into the queue: what it says now is this client's.
        const answered = (result: unknown): void => {
          queue(messageIdIn(memberOf(result, "queuedSubmission")));
        };
        return { answered, failed: nothing };
      }
      case "thread/goal/set": {
        const answered = (result: unknown): void => {
          const status = memberOf(memberOf(result, "goal"), "status") ?? "active";
          if (status === "active") this.#going(threadId, ranBefore).goal = "active";
          else this.#goalTold(threadId, false);
        };
        return { answered, failed: nothing };
      }
      default:
        return undefined;
    }
  }

  /** Takes what the server tells, before approvals hear of it. */
  observe({ method, params }: ServerNotification): void {
    switch (method) {
      case "turn/started":
        this.#threads.get(params.threadId)?.begun.add(params.turn.id);
        break;
      case "item/started":
        this.#itemTold(params.threadId, params.turnId, params.item);
        break;
      case "thread/goal/updated":
        this.#goalTold(params.threadId, params.goal.status === "active");
        break;
      case "thread/goal/cleared":
        this.#goalTold(params.threadId, false);
        break;
      default:
    }
  }

  /** Whether a turn that no answer has named is this client's; `null`: whether the one is that runs on the thread. */
  owns(threadId: string, turnId: string | null): boolean {
    const going = this.#threads.get(threadId);
    if (going === undefined) return false;
    return turnId === null ? going.foreign.size === 0 : !going.foreign.has(turnId);
  }

  /** @param owner The thread of the turn, where the turn was known as this client's. */
  turnEnded(turnId: string, owner: string | undefined): void {
    for (const [threadId, going] of this.#threads) {
      const isKnown = [going.begun.delete(turnId), going.foreign.delete(turnId)].includes(true);
      if (going.goal !== "ended" || (!isKnown && owner !== threadId)) continue;
      going.goal = undefined;
      this.#tidy(threadId);
    }
  }

  /** The connection broke: how turns begin meanwhile is not heard. */
  dropped(): void {
    for (const { begun } of this.#threads.values()) begun.clear();
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.#threads.delete(threadId);
  }

  /** The first item of a turn is the message that started it; of a turn that the server starts for a goal none is. */
  #itemTold(threadId: string, turnId: string, item: ThreadItem): void {
    const going = this.#threads.get(threadId);
    if (going === undefined) return;
    const isFirst = going.begun.delete(turnId);
    const messageId = item.type === "userMessage" ? item.clientId : undefined;
    if (messageId != null && going.queued.delete(messageId)) {
      this.#named(threadId, turnId);
      return this.#tidy(threadId);
    }
    if (!isFirst) return;
    // A runtime of another version may not give the id back.
    if (item.type === "userMessage" && (messageId != null || going.queued.size === 0))
      going.foreign.add(turnId);
    else this.#named(threadId, turnId);
  }

  #goalTold(threadId: string, isActive: boolean): void {
    const going = this.#threads.get(threadId);
    if (going?.goal === undefined) return;
    if (!isActive) going.goal = "ended";
    // Somebody else has set another.
    else if (going.goal === "ended") going.goal = undefined;
    this.#tidy(threadId);
  }

  #going(threadId: string, ranBefore: readonly string[]): Going {
    const known = this.#threads.get(threadId);
    if (known !== undefined) return known;
    const going: Going = {
      goal: undefined,
      queued: new Set(),
      begun: new Set(),
      foreign: new Set(ranBefore),
    };
    this.#threads.set(threadId, going);
    return going;
  }

  #tidy(threadId: string): void {
    const going = this.#threads.get(threadId);
    if (going?.goal === undefined && going?.queued.size === 0) this.#threads.delete(threadId);
  }
}
