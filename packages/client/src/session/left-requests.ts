import type { ApprovalBroker } from "../approvals/broker.js";
import type { ApprovalResolved } from "../approvals/event.js";
import { memberOf, textOf } from "../lib/guards.js";
import { unanswered } from "../rpc/incoming.js";
import type { RequestId, ServerRequest } from "../rpc/messages.js";
import { itemIdOf, threadIdOf, turnIdOf } from "./ids.js";

// Both are of shared servers alone, and are loaded together.
export { SetGoing } from "./set-going.js";

/** A request that this client does not answer, while the server waits for somebody who does. */
interface Left {
  readonly threadId: string;
  readonly turnId: string | null;
  /** What the runtime completes when it has an answer; of a tool's call it tells nothing else. */
  readonly itemId: string | undefined;
  /** Lets the trail know that it is over. */
  readonly note: ((how: ApprovalResolved["how"]) => void) | undefined;
  readonly answer: () => Promise<unknown>;
  readonly settle: (result: unknown) => void;
}

/**
 * What the server asks that is other clients' to answer: the server asks all that follow a thread, and the first answer counts. Each
 * gets no answer from here, unless its turn turns out to be this client's while it waits.
 */
export class LeftRequests {
  readonly #approvals: ApprovalBroker;
  readonly #answersFor: (threadId: string, turnId: string | null) => boolean;
  readonly #left = new Map<RequestId, Left>();

  constructor(approvals: ApprovalBroker, answersFor: (threadId: string, turnId: string | null) => boolean) {
    this.#approvals = approvals;
    this.#answersFor = answersFor;
  }

  /** What `answer` gives, where that is this client's to give; else what stands for no answer, once the request is over. */
  answer(request: ServerRequest, isReadable: boolean, answer: () => Promise<unknown>): Promise<unknown> {
    const { id, params } = request;
    const threadId = threadIdOf(params);
    const turnId = turnIdOf(params) ?? null;
    if (threadId === undefined || this.#answersFor(threadId, turnId)) return answer();
    // A server that has been started anew counts from 0 again.
    this.resolved(id, "withdrawn");
    const itemId = itemIdOf(params) ?? textOf(memberOf(params, "callId"));
    const note = isReadable ? this.#approvals.note(request) : undefined;
    return new Promise((settle) => {
      this.#left.set(id, { threadId, turnId, itemId, note, answer, settle });
    });
  }

  /** The server waits no more for the answer to a request. */
  resolved(id: RequestId, how: ApprovalResolved["how"] = "elsewhere"): void {
    const left = this.#left.get(id);
    if (left === undefined) return;
    this.#left.delete(id);
    left.note?.(how);
    left.settle(unanswered);
  }

  itemCompleted(threadId: string, itemId: string): void {
    this.#end((left) => left.threadId === threadId && left.itemId === itemId, "elsewhere");
  }

  turnEnded(turnId: string): void {
    this.#end((left) => left.turnId === turnId, "withdrawn");
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.#end((left) => left.threadId === threadId, "withdrawn");
  }

  /** The connection is gone. On another the server asks again what it still waits for. */
  dropped(): void {
    this.#end(() => true, "connectionEnded");
  }

  /** A turn was named: what was asked in it before that is answered. */
  turnNamed(): void {
    for (const [id, left] of this.#left) {
      if (!this.#answersFor(left.threadId, left.turnId)) continue;
      this.#left.delete(id);
      left.note?.("withdrawn");
      left.settle(left.answer());
    }
  }

  #end(concerns: (left: Left) => boolean, how: ApprovalResolved["how"]): void {
    for (const [id, left] of this.#left) if (concerns(left)) this.resolved(id, how);
  }
}
