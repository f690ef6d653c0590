import type { ServerNotification } from "../generated/types.js";
import type { ThreadRecord } from "./thread-record.js";
import { TurnRecord } from "./turn-record.js";

/** What a turn that starts on a thread turns out to be by what is told of it: one that was waited for, or somebody else's. */
type Ownership = "ours" | "foreign" | "unknown";

/**
 * The turns that start on a thread and are named by nobody, each recorded from its first event. Whose a turn is, its first item
 * tells: whoever starts one by a message is another. Where nobody else can start any, that need not be waited for.
 */
export class UnnamedTurns {
  readonly #record: ThreadRecord;
  readonly #keepEvents: () => boolean;
  readonly #judge: (event: ServerNotification) => Ownership;
  readonly #onFound: (turn: TurnRecord) => void;
  readonly #candidates = new Map<string, TurnRecord>();

  constructor(
    record: ThreadRecord,
    keepEvents: () => boolean,
    judge: (event: ServerNotification) => Ownership,
    onFound: (turn: TurnRecord) => void,
  ) {
    this.#record = record;
    this.#keepEvents = keepEvents;
    this.#judge = judge;
    this.#onFound = onFound;
  }

  /** Takes a turn that asks for something: one that a message has started would have told of that first. */
  claim(turnId: string): boolean {
    const turn = this.#candidates.get(turnId);
    if (turn === undefined) return false;
    this.#candidates.delete(turnId);
    this.#onFound(turn);
    return true;
  }

  /** Takes what the server tells of the thread. */
  receive(event: ServerNotification): void {
    if (event.method === "turn/started" && !this.#record.isNamed(event.params.turn.id)) {
      const turn = new TurnRecord(this.#record, this.#keepEvents(), "server");
      turn.start(event.params.turn.id);
      this.#candidates.set(event.params.turn.id, turn);
    }
    for (const [id, turn] of this.#candidates) {
      turn.receive(event);
      const ownership = concerns(event, id) ? this.#judge(event) : "unknown";
      if (ownership === "unknown") continue;
      this.#candidates.delete(id);
      if (ownership === "ours") this.#onFound(turn);
    }
  }
}

function concerns({ method, params }: ServerNotification, turnId: string): boolean {
  switch (method) {
    case "turn/started":
    case "turn/completed":
      return params.turn.id === turnId;
    case "item/started":
    case "item/completed":
      return params.turnId === turnId;
    default:
      return false;
  }
}

/** A compaction begins with the item of that name; one that fails may end without any. */
export function judgeCompaction(event: ServerNotification): Ownership {
  if (event.method === "item/started" || event.method === "item/completed")
    return event.params.item.type === "contextCompaction" ? "ours" : "foreign";
  return event.method === "turn/completed" ? "ours" : "unknown";
}

/** A turn that the server starts for a goal has no message of a user in it. */
export function judgeGoalTurn(event: ServerNotification, isAlone: boolean): Ownership {
  if (event.method === "item/started" || event.method === "item/completed")
    return event.params.item.type === "userMessage" ? "foreign" : "ours";
  return isAlone || event.method === "turn/completed" ? "ours" : "unknown";
}
