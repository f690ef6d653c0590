import type { AccountLoginCompletedNotification } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import { Deferred } from "../lib/deferred.js";
import { LoginFailedError } from "./login-failed-error.js";

/**
 * One login, from before it is asked for to its end: its completion may come before the answer that names it. Settles once.
 */
export class LoginAttempt {
  readonly #ended = new Deferred<void>();
  readonly #subscription: Disposable;
  #early: AccountLoginCompletedNotification[] = [];
  #id: string | null | undefined;
  #cancelling = false;
  #over = false;

  constructor(connection: Connection) {
    this.#subscription = connection.onMethod("account/login/completed", ({ params }) => {
      this.#receive(params as AccountLoginCompletedNotification);
    });
    void connection.ended.then((end) => {
      this.fail(end);
    });
  }

  /** Settles when the login ends: rejects unless it succeeded. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Whether the login has ended, or its end will never be seen. */
  get over(): boolean {
    return this.#over;
  }

  /** Takes a failure from now on for the cancelling: the server tells of it as of any other, before or after its answer. */
  cancelling(): void {
    this.#cancelling = true;
  }

  /** Names the login, once the server has; one by API key has the id `null`. */
  bind(id: string | null): void {
    this.#id = id;
    for (const completion of this.#early.splice(0)) this.#receive(completion);
  }

  /** Ends the login without success. The first end stands. */
  fail(error: Error): void {
    if (this.#finish()) this.#ended.reject(error);
  }

  #receive(completion: AccountLoginCompletedNotification): void {
    const { loginId = null, success, error } = completion;
    if (this.#id === undefined) return void this.#early.push(completion);
    if (loginId !== this.#id) return;
    if (!success) return this.fail(this.#failure(loginId, error ?? "The runtime did not say why."));
    if (this.#finish()) this.#ended.resolve();
  }

  #failure(loginId: string | null, reason: string): LoginFailedError {
    return this.#cancelling
      ? new LoginFailedError(loginId, "The login was cancelled.", { cancelled: true })
      : new LoginFailedError(loginId, `The login failed: ${reason}`);
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#subscription[Symbol.dispose]();
    return true;
  }
}
