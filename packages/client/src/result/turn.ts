import type { ExternalMessage } from "../operation/external-message.js";
import type { TurnInput } from "../operation/turn-input.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { TurnEvent } from "./turn-event.js";
import type { TurnResult } from "./turn-result.js";

/**
 * A message that was added to a running turn.
 *
 * @example
 * ```ts
 * const { messageId, taken }: AddedMessage = await turn.steer("Only touch src/");
 * ```
 */
export interface AddedMessage {
  /** By it the message is found again: the `clientId` of its item. */
  readonly messageId: string;
  /** Whether the turn takes the message up: `false` if it ends before, or if its end cannot be known. Never rejects. */
  readonly taken: Promise<boolean>;
}

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
export interface Turn<Result extends TurnResult = TurnResult> {
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

  /**
   * Adds input to the turn while it runs. Resolves when the runtime has it, which is not yet when the model gets it: a turn that
   * waits for an approval takes it up after that, and one that is cancelled or interrupted meanwhile loses it. `taken` says which.
   *
   * Protocol method `turn/steer`.
   *
   * @throws InvalidRequestError if the turn is over.
   * @example
   * ```ts
   * const { taken } = await turn.steer("Only touch src/");
   * if (!(await taken)) console.error("The turn ended before it took that up.");
   * ```
   */
  steer(input: Exclude<TurnInput, ExternalMessage>, options?: CallOptions): Promise<AddedMessage>;

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
  interrupt(options?: CallOptions): Promise<void>;

  /**
   * Waits for the turn to end, however it ends: look at `status`, and at `outputError` if the turn has an `outputSchema`.
   * May be called any number of times. Commands that it left running in the background stand among the items as
   * `inProgress`: {@link Turn.settled} waits for them.
   *
   * @throws ConnectionClosedError or ProtocolError if the connection ends first; TurnLostError if the thread is closed or
   * unsubscribed first; TurnTimeoutError after its `turnTimeoutMs`; BudgetExceededError if it has spent its handle's `budget`.
   * @example
   * ```ts
   * const { status, finalResponse } = await turn.result();
   * ```
   */
  result(): Promise<Result>;

  /**
   * Waits for the turn to end, and then for the commands that it left running in the background. A command that never
   * ends, such as a server, keeps this waiting until the thread is closed: give a signal. May be called any number of times.
   * The runtime ends the commands of a thread that is archived, but does not always report it: those stay `inProgress`.
   *
   * @returns The result, with what became of those commands among its `items`.
   * @throws what `result` throws; `signal.reason` on an abort, which leaves the commands alone.
   * @example
   * ```ts
   * const { items } = await turn.settled({ signal: AbortSignal.timeout(60_000) });
   * const commands = items.filter((item) => item.type === "commandExecution");
   * ```
   */
  settled(options?: Pick<CallOptions, "signal">): Promise<Result>;
}
