import type { Rpc } from "../generated/rpc.js";
import { partsOf, type TurnInput } from "../operation/turn-input.js";
import type { Turn } from "../result/turn.js";
import type { TurnEvent } from "../result/turn-event.js";
import type { TurnResult } from "../result/turn-result.js";
import { isInvalidRequestError } from "../rpc/rpc-error.js";
import type { CallOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import type { TurnRecorder } from "./turn-recorder.js";

/** A turn that this client has started, or has seen the server start. */
export class StartedTurn<Result extends TurnResult = TurnResult> implements Turn<Result> {
  readonly id: string;
  readonly threadId: string;
  readonly events: AsyncIterable<TurnEvent>;

  readonly #rpc: Rpc;
  readonly #recorder: TurnRecorder;
  readonly #read: (result: TurnResult) => Promise<Result>;
  #result: Promise<Result> | undefined;

  /** @internal */
  constructor(
    rpc: Rpc,
    recorder: TurnRecorder,
    threadId: string,
    id: string,
    read: (result: TurnResult) => Promise<Result>,
  ) {
    this.#rpc = rpc;
    this.#recorder = recorder;
    this.#read = read;
    this.threadId = threadId;
    this.id = id;
    this.events = recorder.events ?? noEvents;
  }

  async steer(input: TurnInput, options?: CallOptions): Promise<void> {
    const params = { threadId: this.threadId, expectedTurnId: this.id, input: [...partsOf(input)] };
    await this.#onceActive(() => this.#rpc.turn.steer(params, options), options?.signal);
  }

  async interrupt(options?: CallOptions): Promise<void> {
    if (this.#recorder.over) return;
    try {
      const params = { threadId: this.threadId, turnId: this.id };
      await this.#onceActive(() => this.#rpc.turn.interrupt(params, options), options?.signal);
    } catch (error) {
      // The turn may end while the request is under way, and the server then knows no such turn.
      if (!(isInvalidRequestError(error) && this.#recorder.over)) throw error;
    }
  }

  result(): Promise<Result> {
    if (this.#result === undefined) {
      this.#result = this.#recorder.ended.then(this.#read);
      // Whoever asks and then does not wait need not handle that the connection ended.
      this.#result.catch(() => undefined);
    }
    return this.#result;
  }

  settled(options?: Pick<CallOptions, "signal">): Promise<Result> {
    return settleOrAbort(this.#recorder.settled.then(this.#read), options?.signal);
  }

  /**
   * The runtime answers `turn/start` a moment before the turn is active, and until then refuses to steer or interrupt it.
   * So what was sent before the turn's first event, and refused, is sent once more after it.
   */
  async #onceActive(call: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
    const early = !this.#recorder.hasBegun;
    try {
      await call();
    } catch (error) {
      if (!early || !isInvalidRequestError(error)) throw error;
      await settleOrAbort(this.#recorder.begun, signal);
      if (this.#recorder.over) throw error;
      await call();
    }
  }
}

const noEvents: AsyncIterable<TurnEvent> = {
  async *[Symbol.asyncIterator]() {
    // Nothing is kept for a turn that nobody can iterate.
  },
};
