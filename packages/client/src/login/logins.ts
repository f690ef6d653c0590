import { LoginFailedError } from "./login-failed-error.js";
import { isError } from "../errors/is-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { LoginAccountParams, LoginAccountResponse } from "../generated/types.js";
import type { Rpc } from "../generated/rpc.js";
import { prepare } from "../operation/operation.js";
import type { Connection } from "../rpc/connection.js";
import { RequestTimeoutError } from "../rpc/request-timeout-error.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { ConnectionChange } from "../connect/connection-change.js";
import type { Emitter } from "../lib/emitter.js";
import { settleOrAbort } from "../lib/abort.js";
import { startTimeout } from "../lib/deadline.js";
import { ProtocolError } from "../transport/protocol-error.js";
import { LoginAttempt } from "./login-attempt.js";
import { ChatGptLogin, DeviceCodeLogin, type PendingLogin } from "./pending-login.js";

const method = "account/login/start";

/** How long the server may take to say that it has stored a key, which it does at once. */
const completionTimeoutMs = 60_000;

/** The ways to log in. */
export class Logins {
  readonly #connection: Connection;
  readonly #rpc: Rpc;
  readonly #pending = new Set<LoginAttempt>();
  #lastByKey: Promise<void> = Promise.resolve();

  private constructor(connection: Connection, rpc: Rpc) {
    this.#connection = connection;
    this.#rpc = rpc;
  }

  /** When the connection breaks, and may be restored, how a login ends meanwhile is told to nobody. */
  static over(connection: Connection, rpc: Rpc, changes: Emitter<ConnectionChange>): Logins {
    const logins = new Logins(connection, rpc);
    changes.subscribe((change) => {
      if (change.state !== "disconnected") return;
      for (const attempt of logins.#pending) attempt.fail(change.error);
    });
    return logins;
  }

  /** One at a time: these logins have no id, so the end of one could be taken for that of another. */
  async byApiKey(apiKey: string, options: CallOptions): Promise<void> {
    checkOptions("Codex.loginWithApiKey", options);
    if (typeof apiKey !== "string" || apiKey.trim() === "") {
      throw new UsageError(
        "apiKey",
        "Codex.loginWithApiKey: the API key must be a string that is not empty.",
      );
    }
    const login = this.#lastByKey.then(() => this.#byApiKey(apiKey, options));
    this.#lastByKey = login.catch(() => undefined);
    return settleOrAbort(login, options.signal);
  }

  async byChatGpt(options: CallOptions): Promise<ChatGptLogin> {
    checkOptions("Codex.loginWithChatGpt", options);
    return this.#start({ type: "chatgpt" }, options, (attempt, response) =>
      response.type === "chatgpt"
        ? new ChatGptLogin(this.#rpc, attempt, response.loginId, response.authUrl)
        : undefined,
    );
  }

  async byDeviceCode(options: CallOptions): Promise<DeviceCodeLogin> {
    checkOptions("Codex.loginWithDeviceCode", options);
    return this.#start({ type: "chatgptDeviceCode" }, options, (attempt, response) =>
      response.type === "chatgptDeviceCode"
        ? new DeviceCodeLogin(
            this.#rpc,
            attempt,
            response.loginId,
            response.verificationUrl,
            response.userCode,
          )
        : undefined,
    );
  }

  #attempt(): LoginAttempt {
    const attempt = new LoginAttempt(this.#connection);
    this.#pending.add(attempt);
    this.#connection.holders.hold(attempt);
    const forget = (): void => {
      this.#pending.delete(attempt);
      this.#connection.holders.release(attempt);
    };
    attempt.ended.then(forget, forget);
    return attempt;
  }

  async #byApiKey(apiKey: string, { signal, timeoutMs = completionTimeoutMs }: CallOptions): Promise<void> {
    signal?.throwIfAborted();
    const attempt = this.#attempt();
    attempt.bind(null);
    const timeout = startTimeout(timeoutMs, () => {
      attempt.fail(new RequestTimeoutError(method, timeoutMs));
    });
    try {
      await this.#rpc.account.login.start({ type: "apiKey", apiKey }, { signal, timeoutMs });
      await attempt.ended;
    } catch (error) {
      const clean = withoutSecret(error, apiKey);
      attempt.fail(clean);
      throw clean;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** The signal does not reach the request: a login that was started must be known to be cancelled. */
  async #start<Login extends PendingLogin>(
    params: LoginAccountParams,
    { signal, timeoutMs }: CallOptions,
    open: (attempt: LoginAttempt, response: LoginAccountResponse) => Login | undefined,
  ): Promise<Login> {
    signal?.throwIfAborted();
    const attempt = this.#attempt();
    const started = async (): Promise<Login> => {
      const response = await this.#rpc.account.login.start(params, { timeoutMs });
      const login = open(attempt, response);
      if (login === undefined) {
        throw new ProtocolError(`The server answered ${method} for another kind of login.`, response.type);
      }
      attempt.bind(login.loginId);
      // It may be over, or the connection may be; nobody waits for it.
      if (signal?.aborted === true) login.cancel().catch(() => undefined);
      return login;
    };
    const login = started();
    login.catch((error: unknown) => {
      attempt.fail(error as Error);
    });
    return settleOrAbort(login, signal);
  }
}

function checkOptions(name: string, options: object): void {
  prepare({ name, method, options: [] }, {}, options, {
    canAsk: false,
    optedIn: false,
    runtimeVersion: null,
  });
}

/** The error as it is, or, where the secret stands in it, one that says the same without it: a server may repeat what it was sent. */
function withoutSecret(error: unknown, secret: string): Error {
  if (!isError(error)) return new LoginFailedError(null, "The login failed.");
  // Own members too: what the server added to a refusal, the beginning of what it sent.
  const said = JSON.stringify([error.message, error.stack, error]);
  if (!said.includes(secret) && !said.includes(JSON.stringify(secret).slice(1, -1))) return error;
  return new LoginFailedError(null, error.message.replaceAll(secret, "[secret]"));
}
