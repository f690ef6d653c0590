import type { Rpc } from "../generated/rpc.js";
import type { TurnInput } from "../generated/surface.js";
import { isInvalidRequestError } from "../rpc/rpc-error.js";
import type { CallOptions } from "../rpc/requests.js";
import { settleOrAbort } from "../rpc/settle-or-abort.js";
import { partsOf } from "./turn-input.js";
import type { TurnEvent } from "./turn-event.js";
import type { TurnRecorder } from "./turn-recorder.js";
import type { TurnResult } from "./turn-result.js";

/**
 * A turn that the runtime has accepted. Made by {@link Thread.runStreamed}.
 *
 * @example
 * ```ts
 * const turn = await thread.runStreamed("Fix the bug");
 * for await (const event of turn.events) {
 *   if (event.method === "item/agentMessage/delta") process.stdout.write(event.params.delta);
 * }
 * const { status } = await turn.result();
 * ```
 */
export class Turn<Result extends TurnResult = TurnResult> {
  /** The runtime's id of the turn. */
  readonly id: string;
  /** The thread that the turn belongs to. */
  readonly threadId: string;
  /**
   * Everything that the server tells of the turn, from its first event to `turn/completed`, and what it tells of the
   * thread meanwhile. May be iterated late, or not at all; each event is read once. Leaving the loop drops the rest, but
   * does not stop the turn. On a client that reconnects, a `$/gap` stands where events may be missing. Rejects with ConnectionClosedError or ProtocolError if the connection ends first.
   */
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

  /**
   * Adds input to the turn while it runs.
   *
   * Protocol method `turn/steer`.
   *
   * @throws InvalidRequestError if the turn is over.
   * @example
   * ```ts
   * await turn.steer("Only touch src/");
   * ```
   */
  async steer(input: TurnInput, options?: CallOptions): Promise<void> {
    const params = { threadId: this.threadId, expectedTurnId: this.id, input: [...partsOf(input)] };
    await this.#onceActive(() => this.#rpc.turn.steer(params, options), options?.signal);
  }

  /**
   * Stops the turn, and no other. Its result then says `interrupted`. A turn that is over stays as it ended.
   *
   * Protocol method `turn/interrupt`.
   *
   * @example
   * ```ts
   * await turn.interrupt();
   * const { status } = await turn.result();
   * ```
   */
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

  /**
   * Waits for the turn to end, however it ends: look at `status`, and at `outputError` if the turn has an `outputSchema`.
   * May be called any number of times. Commands that it left running in the background stand among the items as
   * `inProgress`: {@link Turn.settled} waits for them.
   *
   * @throws ConnectionClosedError or ProtocolError if the connection ends first.
   * @example
   * ```ts
   * const { status, finalResponse } = await turn.result();
   * ```
   */
  result(): Promise<Result> {
    if (this.#result === undefined) {
      this.#result = this.#recorder.ended.then(this.#read);
      // Whoever asks and then does not wait need not handle that the connection ended.
      this.#result.catch(() => undefined);
    }
    return this.#result;
  }

  /**
   * Waits for the turn to end, and then for the commands that it left running in the background. A command that never
   * ends, such as a server, keeps this waiting until the thread is closed: give a signal. May be called any number of times.
   *
   * @returns The result, with what became of those commands among its `items`.
   * @throws ConnectionClosedError or ProtocolError if the connection ends first; `signal.reason` on an abort, which leaves
   * the commands alone.
   * @example
   * ```ts
   * const { items } = await turn.settled({ signal: AbortSignal.timeout(60_000) });
   * const commands = items.filter((item) => item.type === "commandExecution");
   * ```
   */
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
