import type { ConfigLayerMetadata } from "../generated/types.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import type { Sandbox } from "../operation/sandbox.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { Session } from "../session/session.js";
import { admittedModes, admittedSandboxes, type Requirements } from "../settings/admitted.js";

/**
 * What administrators and the configuration admit.
 *
 * @example
 * ```ts
 * const pick = ({ approvalModes }: Allowed) => (approvalModes.includes("auto_review") ? "auto_review" : "deny_all");
 * ```
 */
export interface Allowed {
  /** The approval modes that a thread may have. Whether anybody can be asked is this client's own matter. */
  readonly approvalModes: readonly ApprovalMode[];
  /** The sandboxes that a thread may have. */
  readonly sandboxes: readonly Sandbox[];
  /** The permission profiles that may be chosen. Only on a client that opted into the experimental API. */
  readonly profiles?: readonly string[];
  /** Who says so, and what is in force where nothing is asked for. Empty where nobody says anything. */
  readonly sources: readonly AllowedSource[];
}

/**
 * A file or layer that says something about approvals, sandboxes or profiles.
 *
 * @example
 * ```ts
 * const line = ({ kind, file, settings }: AllowedSource) => `${file ?? kind}: ${settings.join(", ")}`;
 * ```
 */
export interface AllowedSource {
  /**
   * `requirements` for what administrators require; otherwise a layer of the configuration in the runtime's words, such as `user`, `project`,
   * `system` or `legacyManagedConfigTomlFromFile`.
   */
  readonly kind: string;
  /**
   * The file, or the folder of a project's; `null` where the layer is none. Of `requirements`, the one beside the system's configuration:
   * those that a cloud or a device manager adds the runtime does not tell apart.
   */
  readonly file: string | null;
  /** What it says something about, in the words of that file: `allowed_approval_policies`, `sandbox_mode`, and so on. */
  readonly settings: readonly string[];
}

/** Options of {@link Codex.allowed}. */
export interface AllowedOptions extends CallOptions {
  /** The working folder whose project counts too. */
  readonly cwd?: string | undefined;
}

/** The settings of a configuration that say what a thread gets for which nothing is asked. */
const configured = ["approval_policy", "approvals_reviewer", "sandbox_mode", "default_permissions"] as const;

/** What requirements restrict: as the protocol spells it, and as their file does. */
const required: readonly (readonly [keyof Requirements, string])[] = [
  ["allowedApprovalPolicies", "allowed_approval_policies"],
  ["allowedApprovalsReviewers", "allowed_approvals_reviewers"],
  ["allowedSandboxModes", "allowed_sandbox_modes"],
  ["allowedPermissionProfiles", "allowed_permission_profiles"],
];

/**
 * Asks the runtime what is admitted. Changes nothing.
 *
 * @param listsProfiles Whether the runtime can be asked for them: it can since 0.133.0.
 */
export async function readAllowed(
  session: Session,
  listsProfiles: boolean,
  { cwd, ...options }: AllowedOptions,
): Promise<Allowed> {
  const at = cwd === undefined ? {} : { cwd };
  const [{ requirements }, { origins = {}, layers }, profiles] = await Promise.all([
    session.call("configRequirements/read", undefined, options),
    session.call("config/read", { ...at, includeLayers: true }, options),
    session.abilities.optedIn && listsProfiles
      ? session.call("permissionProfile/list", at, options)
      : undefined,
  ]);
  const restricted = requirements ?? {};
  return {
    approvalModes: admittedModes(restricted),
    sandboxes: admittedSandboxes(restricted),
    ...(profiles === undefined
      ? {}
      : { profiles: profiles.data.filter(({ allowed }) => allowed).map(({ id }) => id) }),
    sources: [
      ...sourcesOf(
        restricted,
        layers?.find(({ name }) => name.type === "system"),
      ),
      ...layersOf(origins),
    ],
  };
}

function sourcesOf(
  requirements: Requirements,
  system: ConfigLayerMetadata | undefined,
): readonly AllowedSource[] {
  const settings = required.flatMap(([field, setting]) => (requirements[field] == null ? [] : [setting]));
  const file = (system === undefined ? null : fileOf(system))?.replace(/[^/\\]+$/, "requirements.toml");
  return settings.length === 0 ? [] : [{ kind: "requirements", file: file ?? null, settings }];
}

/** The layers that what is configured comes from, one for each of them. */
function layersOf(origins: Readonly<Record<string, ConfigLayerMetadata>>): readonly AllowedSource[] {
  const layers = new Map<string, AllowedSource>();
  for (const setting of configured) {
    const layer = Object.hasOwn(origins, setting) ? origins[setting] : undefined;
    if (layer === undefined) continue;
    const kind = layer.name.type;
    const file = fileOf(layer);
    const key = JSON.stringify([kind, file]);
    layers.set(key, { kind, file, settings: [...(layers.get(key)?.settings ?? []), setting] });
  }
  return [...layers.values()];
}

function fileOf({ name }: ConfigLayerMetadata): string | null {
  if ("file" in name) return name.file;
  return "dotCodexFolder" in name ? name.dotCodexFolder : null;
}
