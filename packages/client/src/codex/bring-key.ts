import { providerFor } from "../connect/model-access.js";
import { UsageError } from "../errors/usage-error.js";
import type { Rpc } from "../generated/rpc.js";
import { memberOf } from "../lib/guards.js";
import type { CallOptions } from "../rpc/call-options.js";

/** A client that has just connected. */
interface Client {
  readonly rpc: Pick<Rpc, "config" | "account">;
  loginWithApiKey(apiKey: string, options: CallOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * Gives a runtime that has just been started the key that pays for the model. It keeps it in memory.
 *
 * @throws UsageError where it would store the key instead, or pay otherwise. The client is closed by then.
 */
export async function bringKey(
  codex: Client,
  apiKey: string,
  { baseUrl, signal }: CallOptions & { readonly baseUrl?: string | undefined },
): Promise<void> {
  try {
    const { config } = await codex.rpc.config.read({}, { signal });
    // Administrators and arguments of the process stand above what the client asks for.
    if (memberOf(config, "cli_auth_credentials_store") !== "ephemeral") {
      throw refusal("the runtime is configured to store logins, and would replace the one there is.");
    }
    const provider = memberOf(config, "model_provider");
    if (provider !== providerFor(baseUrl))
      throw refusal(`the runtime is configured for the provider ${String(provider)}, which would get it.`);
    await codex.loginWithApiKey(apiKey, { signal });
    const { account } = await codex.rpc.account.read({}, { signal });
    if (account?.type !== "apiKey")
      throw refusal("the runtime is configured for a provider that takes no login.");
  } catch (error) {
    await codex.close();
    throw error;
  }
}

function refusal(why: string): UsageError {
  return new UsageError(
    "apiKey",
    `Codex.connect: the apiKey was not used: ${why} Take cli_auth_credentials_store and model_provider out of runtime.args and of the ` +
      "managed configuration.",
  );
}
