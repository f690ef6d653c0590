import { isDeepStrictEqual } from "node:util";
import type { RequestId, ServerRequest } from "./messages.js";
import { replyTo, type ServerRequestHandler } from "./responder.js";

interface Asked {
  readonly request: ServerRequest;
  /** The connection that asked last. */
  dial: number;
  /** The message that answers, once it is known. */
  answer: string | undefined;
}

/** Answers that may have been lost on the way; more than a window of them is not under way at a time. */
const keptAnswers = 64;

/**
 * Answers the server's requests, each by one call of the handler. Whenever a thread is resumed, on whichever connection,
 * the server asks again, under the same id, what it has no answer to. An answer is sent only where it was asked for: in
 * another process the same id is about something else.
 */
export class Answers {
  readonly #handler: ServerRequestHandler | undefined;
  readonly #send: (text: string) => void;
  readonly #asked = new Map<RequestId, Asked>();
  #dial = 0;

  constructor(handler: ServerRequestHandler | undefined, send: (text: string) => void) {
    this.#handler = handler;
    this.#send = send;
  }

  /** The server's connection is gone: until it asks again on another, nothing is sent to it. */
  dropped(): void {
    this.#dial += 1;
  }

  receive(request: ServerRequest): void {
    const known = this.#asked.get(request.id);
    if (known === undefined || !isDeepStrictEqual(known.request, request)) return void this.#ask(request);
    known.dial = this.#dial;
    if (known.answer !== undefined) this.#send(known.answer);
  }

  async #ask(request: ServerRequest): Promise<void> {
    const asked: Asked = { request, dial: this.#dial, answer: undefined };
    // The newest last: the oldest are forgotten first.
    this.#asked.delete(request.id);
    this.#asked.set(request.id, asked);
    asked.answer = await replyTo(request, this.#handler);
    if (asked.dial === this.#dial) this.#send(asked.answer);
    this.#forget();
  }

  #forget(): void {
    let over = this.#asked.size - keptAnswers;
    for (const [id, { answer }] of this.#asked) {
      if (over <= 0) return;
      if (answer === undefined) continue;
      this.#asked.delete(id);
      over -= 1;
    }
  }
}
