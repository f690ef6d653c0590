import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * A login that ended without success. `message` is the server's own, without the key where it repeated one.
 *
 * @example
 * ```ts
 * const login = await codex.loginWithChatGpt();
 * try {
 *   await login.wait();
 * } catch (error) {
 *   if (isLoginFailedError(error)) console.error(error.cancelled ? "Still logged out" : error.message);
 * }
 * ```
 */
export class LoginFailedError extends CodexError {
  static {
    brandError(this, "LoginFailedError");
  }

  /** The runtime's id of the login; `null` for one by API key, which has none. */
  readonly loginId: string | null;
  /** Whether it ended because this client cancelled it. */
  readonly cancelled: boolean;

  constructor(
    loginId: string | null,
    message: string,
    { cancelled = false }: Partial<Pick<LoginFailedError, "cancelled">> = {},
  ) {
    super(message);
    this.loginId = loginId;
    this.cancelled = cancelled;
  }
}

/**
 * Whether a value is a {@link LoginFailedError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isLoginFailedError(error)) console.error(error.loginId, error.message);
 * ```
 */
export const isLoginFailedError = errorGuard(LoginFailedError);
