import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { memberOf, textOf } from "../lib/guards.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import type { CallWatch } from "./calls.js";
import { NotLoggedInError } from "./not-logged-in-error.js";
import type { ThreadRecord } from "./thread-record.js";

/** How long the server may take to say whether it is logged in, in milliseconds: then the turn is started without an answer. */
const askMs = 1_000;

/** The built-in provider: it needs a login wherever it is pointed to. */
const builtIn = "openai";

const remedy =
  "The runtime is not logged in, and its model needs a login. Log in with codex.loginWithApiKey(key), codex.loginWithChatGpt() or " +
  "codex.loginWithDeviceCode(), with the option apiKey of Codex.connect, or in a terminal by `npx @codex-typed/client login`, " +
  "before this client connects. " +
  "Where a gateway brings the key, connect with requireLogin: false.";

/**
 * Refuses to start a turn where the runtime lacks the login that its model needs. The server is asked once, until it tells
 * of another account; that there is no login is asked again with each turn. No answer, or none that can be read, is not taken for that.
 */
export class RequiredLogin {
  readonly #call: ProtocolCall;
  /** Through which provider each thread calls its model. */
  readonly #providers = new WeakMap<ThreadRecord, string>();
  /** Whether a login lacks; asked once for all who want to know meanwhile. */
  #lacks: Promise<boolean> | undefined;
  /** Counts the changes of the account. */
  #changes = 0;

  constructor(call: ProtocolCall) {
    this.#call = call;
  }

  /** A thread was opened, and the answer says through which provider it calls its model. */
  opened(record: ThreadRecord, response: object): void {
    const provider = textOf(memberOf(response, "modelProvider"));
    if (provider !== undefined) this.#providers.set(record, provider);
  }

  /** The account may be another: the next turn asks again. */
  forget(): void {
    this.#changes += 1;
    this.#lacks = undefined;
  }

  /** A logout of this client's: its answer comes before `account/updated` as often as after it. */
  watchCall(method: string): CallWatch | undefined {
    if (method !== "account/logout") return undefined;
    const forget = (): void => {
      this.forget();
    };
    return { answered: forget, over: forget };
  }

  /** @throws NotLoggedInError where a turn of the thread would find no login. */
  async refuse(record: ThreadRecord): Promise<void> {
    for (;;) {
      const changes = this.#changes;
      const lacks = (this.#lacks ??= this.#askAccount());
      if (!(await lacks)) return;
      if (this.#lacks === lacks) this.#lacks = undefined;
      // A login may have come while the server was asked.
      if (changes !== this.#changes) continue;
      if (await this.#needsNone(record)) return;
      throw new NotLoggedInError(record.id, remedy);
    }
  }

  async #askAccount(): Promise<boolean> {
    const answer = await this.#ask("account/read");
    return memberOf(answer, "account") === null && memberOf(answer, "requiresOpenaiAuth") === true;
  }

  /** The account's answer is about the configured provider. A thread may have another, and that one may bring a key: the runtime then needs no login. */
  async #needsNone(record: ThreadRecord): Promise<boolean> {
    const provider = this.#providers.get(record);
    if (provider === undefined || provider === builtIn) return false;
    const config = memberOf(await this.#ask("config/read"), "config");
    // On demand: where there is no login.
    return (await import("./needs-login.js")).needsNoLogin(config, provider);
  }

  async #ask(method: keyof ExperimentalClientRequests): Promise<unknown> {
    return this.#call(method, {}, { timeoutMs: askMs }).catch(() => undefined);
  }
}
