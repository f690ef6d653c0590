import type { Rpc } from "../generated/rpc.js";
import type { CallOptions } from "../rpc/call-options.js";
import { settleOrAbort } from "../lib/abort.js";
import type { LoginAttempt } from "./login-attempt.js";
import { LoginFailedError } from "./login-failed-error.js";

/**
 * A login that waits for its user.
 *
 * @example
 * ```ts
 * const login = await codex.loginWithChatGpt();
 * console.log(`Open ${login.authUrl}`);
 * await login.wait({ signal: AbortSignal.timeout(300_000) });
 * ```
 */
export abstract class PendingLogin {
  /** The runtime's id of the login. */
  readonly loginId: string;
  readonly #rpc: Rpc;
  readonly #attempt: LoginAttempt;

  /** @internal */
  constructor(rpc: Rpc, attempt: LoginAttempt, loginId: string) {
    this.#rpc = rpc;
    this.#attempt = attempt;
    this.loginId = loginId;
  }

  /**
   * Waits for the login to end. May be called any number of times, also when it is over. An abort ends the waiting alone; see
   * {@link PendingLogin.cancel}.
   *
   * Notification `account/login/completed`.
   *
   * @throws LoginFailedError, which says why, and whether it was cancelled; ConnectionClosedError or ProtocolError if the
   * connection ends first, or breaks, even where it is restored; `signal.reason` on an abort.
   * @example
   * ```ts
   * await login.wait();
   * console.log((await codex.account()).account?.type);
   * ```
   */
  wait({ signal }: Pick<CallOptions, "signal"> = {}): Promise<void> {
    return settleOrAbort(this.#attempt.ended, signal);
  }

  /**
   * Gives the login up: `wait` then rejects with a LoginFailedError that is `cancelled`. A login that is over stays as it ended.
   *
   * Protocol method `account/login/cancel`.
   *
   * @example
   * ```ts
   * const { signal } = new AbortController();
   * signal.addEventListener("abort", () => void login.cancel());
   * ```
   */
  async cancel(options?: CallOptions): Promise<void> {
    if (this.#attempt.over) return;
    this.#attempt.cancelling();
    const { status } = await this.#rpc.account.login.cancel({ loginId: this.loginId }, options);
    // The server tells of a login's end before it forgets it: one that it no longer knows has been told of, or never will be.
    this.#attempt.fail(
      status === "canceled"
        ? new LoginFailedError(this.loginId, "The login was cancelled.", { cancelled: true })
        : new LoginFailedError(this.loginId, "The login is over, and the runtime did not say how it ended."),
    );
  }
}

/**
 * A login by browser. Made by {@link Codex.loginWithChatGpt}.
 *
 * @example
 * ```ts
 * const { authUrl }: ChatGptLogin = await codex.loginWithChatGpt();
 * ```
 */
export class ChatGptLogin extends PendingLogin {
  /** Where the user logs in, on the machine that the runtime runs on: it is sent back to a port of that machine. */
  readonly authUrl: string;

  /** @internal */
  constructor(rpc: Rpc, attempt: LoginAttempt, loginId: string, authUrl: string) {
    super(rpc, attempt, loginId);
    this.authUrl = authUrl;
  }
}

/**
 * A login by a code that the user types in, on any machine. Made by {@link Codex.loginWithDeviceCode}.
 *
 * @example
 * ```ts
 * const { verificationUrl, userCode }: DeviceCodeLogin = await codex.loginWithDeviceCode();
 * console.log(`Open ${verificationUrl} and enter ${userCode}`);
 * ```
 */
export class DeviceCodeLogin extends PendingLogin {
  /** Where the user enters the code. */
  readonly verificationUrl: string;
  /** The code. */
  readonly userCode: string;

  /** @internal */
  constructor(rpc: Rpc, attempt: LoginAttempt, loginId: string, verificationUrl: string, userCode: string) {
    super(rpc, attempt, loginId);
    this.verificationUrl = verificationUrl;
    this.userCode = userCode;
  }
}
