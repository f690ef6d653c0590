import { expect, it } from "vitest";

import { Codex, isUsageError, stdioTransport } from "../../../src/index.js";
import { accessConfig } from "../../../src/connect/model-access.js";

const apiKey = "sk-s3cr3t-t0k3n";
const baseUrl = "https://gateway.example.org/v1";

it("a key alone is for the built-in provider, and is kept in memory", () => {
  expect(accessConfig({ apiKey })).toEqual({
    cli_auth_credentials_store: "ephemeral",
    model_provider: "openai",
  });
});

// Threads are stored under that name.
it("an address is that of a provider of its own, whose name stays, and of the built-in one", () => {
  expect(accessConfig({ baseUrl: `${baseUrl}/`, runtime: { config: { model: "m" } } })).toEqual({
    model_provider: "codex-typed",
    openai_base_url: baseUrl,
    model_providers: {
      "codex-typed": {
        name: "OpenAI-compatible",
        base_url: baseUrl,
        wire_api: "responses",
        requires_openai_auth: true,
        supports_websockets: false,
      },
    },
  });
});

it.each([
  [{ apiKey: "" }, "apiKey must be"],
  [{ apiKey: `${apiKey}\n` }, "apiKey must be"],
  [{ apiKey, runtime: { config: { model_provider: "mine" } } }, "apiKey and runtime.config.model_provider"],
  [
    { apiKey, runtime: { config: { cli_auth_credentials_store: "file" } } },
    "apiKey and runtime.config.cli_auth_credentials_store",
  ],
  [{ baseUrl: "gateway.example.org" }, "baseUrl must be an http or https URL"],
  [{ baseUrl: "ws://gateway.example.org" }, "baseUrl must be an http or https URL"],
  [{ baseUrl: "https://user:pass@gateway.example.org" }, "no credentials belong into baseUrl"],
  [
    { baseUrl, runtime: { config: { openai_base_url: "x" } } },
    "baseUrl and runtime.config.openai_base_url decide the same thing",
  ],
  [{ apiKey, transport: stdioTransport() }, "apiKey is for a runtime that this client starts"],
  [{ baseUrl, transport: stdioTransport() }, "baseUrl is for a runtime that this client starts"],
])("%j is refused, and no runtime is started: %s", async (options, message) => {
  const error: unknown = await Codex.connect(options as object).catch((reason: unknown) => reason);
  expect(isUsageError(error) && error.message).toContain(message);
  expect(JSON.stringify(error)).not.toContain(apiKey);
});
