import { UsageError } from "../errors/usage-error.js";
import type { ConnectOptions } from "./options.js";
import type { TomlTable } from "./toml.js";

/** The provider that stands for a `baseUrl`. Threads are stored with its name, so it never changes. */
const PROVIDER = "codex-typed";

/** Through which provider the model is called. */
export const providerFor = (baseUrl: unknown): string => (baseUrl === undefined ? "openai" : PROVIDER);

/**
 * The settings of a runtime that calls the model with a key, at an address, or both.
 *
 * @throws UsageError for what is no key or no address, where no runtime is started, and where `runtime.config` decides the same thing.
 */
export function accessConfig({ apiKey, baseUrl, transport, runtime }: ConnectOptions): TomlTable {
  const address = baseUrl === undefined ? {} : addressSettings(baseUrl);
  const settings = {
    ...(apiKey === undefined ? {} : keySettings(apiKey)),
    model_provider: providerFor(baseUrl),
    ...address,
  };
  const option = apiKey === undefined ? "baseUrl" : "apiKey";
  if (transport !== undefined) {
    throw new UsageError(
      option,
      `Codex.connect: ${option} is for a runtime that this client starts. One that a transport leads to has a login and a ` +
        "configuration of its own.",
    );
  }
  for (const name of Object.keys(settings)) {
    if (name === "model_providers" || !Object.hasOwn(runtime?.config ?? {}, name)) continue;
    throw new UsageError(
      option,
      `Codex.connect: ${option} and runtime.config.${name} decide the same thing. Give one of them.`,
    );
  }
  return settings;
}

/** The key is told once the runtime runs, which keeps it in memory: where it would store it, it would replace the login that is there. */
function keySettings(apiKey: unknown): TomlTable {
  // What a header cannot hold would fail at the first turn, with the key in the words of the error.
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new UsageError(
      "apiKey",
      "Codex.connect: apiKey must be a string of visible ASCII characters, without blanks or line ends.",
    );
  }
  return { cli_auth_credentials_store: "ephemeral" };
}

/**
 * Threads that are stored as OpenAI's go to the same address. New ones get a provider without websockets: the built-in one tries those
 * first, and where a gateway has none, each thread waits some seconds for them, or fails.
 */
function addressSettings(baseUrl: unknown): TomlTable {
  const url = typeof baseUrl === "string" && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new UsageError("baseUrl", "Codex.connect: baseUrl must be an http or https URL.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      "baseUrl",
      "Codex.connect: no credentials belong into baseUrl, which stands among the arguments of the process. Give apiKey.",
    );
  }
  const base_url = url.href.replace(/\/+$/, "");
  return {
    openai_base_url: base_url,
    model_providers: {
      [PROVIDER]: {
        name: "OpenAI-compatible",
        base_url,
        wire_api: "responses",
        requires_openai_auth: true,
        supports_websockets: false,
      },
    },
  };
}
