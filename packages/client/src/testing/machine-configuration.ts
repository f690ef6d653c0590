import type { ConfigLayerSource, ConfigReadResponse, ConfigRequirements } from "../generated/types.js";
import { isRecord, memberOf } from "../lib/guards.js";

/** What a runtime under test takes from its machine: no home of its own shuts that out. */
export interface MachineConfiguration {
  /** Each source with what it says, such as `/etc/codex/requirements.toml: allowedApprovalPolicies`. */
  readonly sources: readonly string[];
  /** Whether the runtime asks another model than the home's own configuration says. */
  readonly takesTheModel: boolean;
}

/** The layers that come with the runtime, or from a test itself. */
const ofTheTest: readonly string[] = ["packagedDefaults", "user", "project", "sessionFlags"];

/**
 * Reads off the answers of the runtime what administrators, a device manager or the system's own configuration bring into a test home.
 *
 * @param requirements What `configRequirements/read` gives.
 */
export function machineConfiguration(
  { config, layers, origins }: Pick<ConfigReadResponse, "config" | "layers" | "origins">,
  requirements: ConfigRequirements | null | undefined,
): MachineConfiguration {
  const all = layers ?? [];
  const own = all.find(({ name }) => name.type === "user")?.config;
  const foreign = all.filter(({ name }) => !ofTheTest.includes(name.type));
  const system = foreign.find(({ name }) => name.type === "system");
  const required = Object.entries(requirements ?? {}).flatMap(([name, value]) =>
    value == null ? [] : [name],
  );
  const rulesFile =
    system === undefined ? undefined : placeOf(system.name).replace(/[^/\\]+$/, "requirements.toml");
  const provider = memberOf(own, "model_provider");
  const providers = `model_providers.${String(provider)}.`;
  return {
    sources: [
      ...said(rulesFile ?? "requirements", required),
      ...foreign.flatMap((layer) => said(placeOf(layer.name), settingsIn(layer.config))),
    ],
    // Runtimes that list no layers do not tell.
    takesTheModel:
      own !== undefined &&
      (config.model_provider !== provider ||
        Object.entries(origins).some(
          ([setting, { name }]) => setting.startsWith(providers) && !ofTheTest.includes(name.type),
        )),
  };
}

function said(place: string, settings: readonly string[]): readonly string[] {
  return settings.length === 0 ? [] : [`${place}: ${settings.join(", ")}`];
}

function settingsIn(config: unknown): readonly string[] {
  return isRecord(config) ? Object.keys(config) : [];
}

/** The file, or what takes its place. */
function placeOf(name: ConfigLayerSource): string {
  return "file" in name ? name.file : name.type;
}
