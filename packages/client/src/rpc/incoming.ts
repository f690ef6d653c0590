import { isError } from "../errors/is-error.js";
import { encodeError, encodeResult, type RequestId, type ServerRequest } from "./messages.js";

/**
 * Answers a request of the server: with what it resolves to, or with a JSON-RPC error if it throws or rejects. Called on the
 * reading path, so that it knows of the request before whatever came in the same read: it must be quick to give its promise.
 *
 * @example
 * ```ts
 * const declineAll: ServerRequestHandler = async () => ({ decision: "decline" });
 * ```
 */
export type ServerRequestHandler = (request: ServerRequest) => Promise<unknown>;

/** What a handler resolves to when a request gets no answer from this client: it was for another, and is over. */
export const unanswered: unique symbol = Symbol("unanswered");

interface Received {
  /** The request, whole as it was: it tells it from another that came under the same id. */
  readonly asked: string;
  /** The connection that asked last. */
  generation: number;
  /** The message that answers, once it is known. */
  answer: string | undefined;
}

/** How many answers that may have been lost on the way are kept, and how long they and their requests may be, in characters. */
const keptAnswers = 64;
const keptCharacters = 262_144;

const methodNotFound = -32601;
const internalError = -32603;

/**
 * The server's requests, each answered by one call of the handler: the one place that recognises a request that is delivered
 * again. Whenever a thread is resumed, on whichever connection, the server asks again, under the same id, what it has no
 * answer to. An answer is sent only where it was asked for: in another process the same id is about something else.
 */
export class IncomingRequests {
  readonly #handler: ServerRequestHandler | undefined;
  readonly #send: (text: string) => void;
  readonly #received = new Map<RequestId, Received>();
  #generation = 0;

  constructor(handler: ServerRequestHandler | undefined, send: (text: string) => void) {
    this.#handler = handler;
    this.#send = send;
  }

  /** The server's connection is gone: until it asks again on another, nothing is sent to it. */
  dropped(): void {
    this.#generation += 1;
  }

  /** Another process answers from now on, which has asked nothing yet. */
  forgetAll(): void {
    this.#received.clear();
  }

  receive(request: ServerRequest): void {
    const asked = JSON.stringify([request.method, request.params]);
    const known = this.#received.get(request.id);
    if (known?.asked !== asked) return void this.#answer(request, asked);
    known.generation = this.#generation;
    if (known.answer !== undefined) this.#send(known.answer);
  }

  async #answer(request: ServerRequest, asked: string): Promise<void> {
    const received: Received = { asked, generation: this.#generation, answer: undefined };
    // The newest last: the oldest are forgotten first.
    this.#received.delete(request.id);
    this.#received.set(request.id, received);
    const answer = await replyTo(request, this.#handler);
    if (answer === undefined) {
      if (this.#received.get(request.id) === received) this.#received.delete(request.id);
      return;
    }
    received.answer = answer;
    const isCurrent = received.generation === this.#generation;
    // One that was forgotten meanwhile was asked by a process that is gone.
    if (isCurrent && this.#received.get(request.id) === received) this.#send(answer);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    const answered = [...this.#received].filter(([, { answer }]) => answer !== undefined);
    let characters = answered.reduce((sum, [, received]) => sum + lengthOf(received), 0);
    for (const [index, [id, received]] of answered.entries()) {
      if (answered.length - index <= keptAnswers && characters <= keptCharacters) return;
      this.#received.delete(id);
      characters -= lengthOf(received);
    }
  }
}

function lengthOf({ asked, answer = "" }: Received): number {
  return asked.length + answer.length;
}

/** The reply to a request of the server, as text to send; `undefined` where it gets none. Never rejects. */
async function replyTo(
  request: ServerRequest,
  handler: ServerRequestHandler | undefined,
): Promise<string | undefined> {
  const { id, method } = request;
  if (handler === undefined) {
    return encodeError(id, { code: methodNotFound, message: `This client does not answer ${method}.` });
  }
  try {
    const result = await handler(request);
    return result === unanswered ? undefined : encodeResult(id, result);
  } catch (error) {
    return encodeError(id, { code: internalError, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : "The client's handler failed.";
}
