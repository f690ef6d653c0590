import { settleOrAbort } from "../lib/abort.js";
import { inspectAs } from "../lib/inspect-as.js";
import type { ExternalMessage } from "../operation/external-message.js";
import { partsOf, type TurnInput } from "../operation/turn-input.js";
import type { AddedMessage, Turn } from "../result/turn.js";
import type { TurnEvent } from "../result/turn-event.js";
import type { TurnResult } from "../result/turn-result.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { Session } from "../session/session.js";
import { interruptTurn, onceActive } from "../session/turn-control.js";
import type { TurnRecord } from "../session/turn-record.js";

/** A turn that this client has started, or has seen the server start. */
export class StartedTurn<Result extends TurnResult = TurnResult> implements Turn<Result> {
  static {
    inspectAs(this, "Turn", (turn) => {
      return { id: turn.id, threadId: turn.threadId, status: turn.#record.status };
    });
  }
  readonly id: string;
  readonly threadId: string;
  readonly events: AsyncIterable<TurnEvent>;

  readonly #session: Session;
  readonly #record: TurnRecord;
  readonly #ended: Promise<TurnResult>;
  readonly #read: (result: TurnResult) => Promise<Result>;
  #result: Promise<Result> | undefined;

  /**
   * @internal
   * @param ended How it ends, where that is not only as the server tells it.
   */
  constructor(
    session: Session,
    record: TurnRecord,
    read: (result: TurnResult) => Promise<Result>,
    ended = record.ended,
  ) {
    this.#session = session;
    this.#record = record;
    this.#ended = ended;
    this.#read = read;
    this.threadId = record.threadId;
    this.id = record.id ?? "";
    this.events = record.events ?? noEvents;
  }

  async steer(input: Exclude<TurnInput, ExternalMessage>, options: CallOptions = {}): Promise<AddedMessage> {
    const parts = partsOf("Turn.steer", input);
    const messageId = crypto.randomUUID();
    const taken = this.#record.awaitMessage(messageId);
    await onceActive(this.#record, options.signal, () =>
      this.#session.call(
        "turn/steer",
        {
          threadId: this.threadId,
          expectedTurnId: this.id,
          input: [...parts],
          clientUserMessageId: messageId,
        },
        options,
      ),
    );
    return { messageId, taken };
  }

  async interrupt(options: CallOptions = {}): Promise<void> {
    await interruptTurn(this.#session, this.#record, options);
  }

  result(): Promise<Result> {
    if (this.#result === undefined) {
      this.#result = this.#ended.then(this.#read);
      // Whoever asks and then does not wait need not handle that the connection ended.
      this.#result.catch(() => undefined);
    }
    return this.#result;
  }

  settled(options?: Pick<CallOptions, "signal">): Promise<Result> {
    const settled = this.#session.whileWaiting(this.#record, this.#record.settled);
    return settleOrAbort(this.#ended.then(() => settled).then(this.#read), options?.signal);
  }
}

const noEvents: AsyncIterable<TurnEvent> = {
  async *[Symbol.asyncIterator]() {
    // Nothing is kept for a turn that nobody can iterate.
  },
};
