import { describe, expect, it } from "vitest";

import type { Config, ConfigLayer, ConfigLayerSource } from "../../../src/generated/types.js";
import { machineConfiguration } from "../../../src/testing/machine-configuration.js";

const layer = (name: ConfigLayerSource, config: object): ConfigLayer => ({ name, config, version: "1" });
const home = layer({ type: "user", file: "/home/config.toml" }, { model_provider: "scripted" });
const system = layer({ type: "system", file: "/etc/codex/config.toml" }, {});
const managed: ConfigLayerSource = { type: "mdm", domain: "com.openai.codex", key: "config_toml_base64" };
const config = { model_provider: "scripted" } as Config;
const originOf = (name: ConfigLayerSource) => ({ name, version: "1" });

describe("what a machine says", () => {
  it("is nothing where there is the test's own configuration alone", () => {
    const flags = layer({ type: "sessionFlags" }, { model: "m" });
    expect(machineConfiguration({ config, layers: [flags, home, system], origins: {} }, null)).toEqual({
      sources: [],
      takesTheModel: false,
    });
  });

  it("is named by its files, or by what takes their place", () => {
    const layers = [
      layer(managed, { model: "m", features: {} }),
      home,
      { ...system, config: { mcp_servers: {} } },
    ];
    const required = { allowedSandboxModes: [], allowedWebSearchModes: null };
    expect(machineConfiguration({ config, layers, origins: {} }, required).sources).toEqual([
      "/etc/codex/requirements.toml: allowedSandboxModes",
      "mdm: model, features",
      "/etc/codex/config.toml: mcp_servers",
    ]);
  });

  it.each([
    ["another provider", { ...config, model_provider: "openai" }, {}, true],
    ["another address", config, { "model_providers.scripted.base_url": originOf(managed) }, true],
    ["another model's name", config, { model: originOf(managed) }, false],
    ["another provider's address", config, { "model_providers.theirs.base_url": originOf(managed) }, false],
  ])("may be %s", (_what, effective, origins, takesTheModel) => {
    const read = { config: effective, layers: [home], origins };
    expect(machineConfiguration(read, undefined)).toMatchObject({ takesTheModel });
  });
});
