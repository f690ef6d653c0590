import type { Backlog } from "../lib/async-queue.js";
import { Fifo } from "../lib/fifo.js";
import { DeltaRun } from "./delta-run.js";
import type { TurnEvent } from "../result/turn-event.js";

/** A turn's events while their reader lags: consecutive deltas of one item become one. */
export class TurnBacklog implements Backlog<TurnEvent> {
  readonly #events = new Fifo<TurnEvent>();
  /** What the newest deltas are becoming: it stands behind all events. */
  #run: DeltaRun | undefined;

  push(event: TurnEvent): void {
    if (this.#run?.absorb(event) === true) return;
    if (this.#run !== undefined) this.#events.push(this.#run.event);
    this.#run = DeltaRun.of(event);
    if (this.#run === undefined) this.#events.push(event);
  }

  shift(): TurnEvent | undefined {
    const event = this.#events.shift();
    if (event !== undefined || this.#run === undefined) return event;
    const { event: joined } = this.#run;
    this.#run = undefined;
    return joined;
  }
}
