import { isAbsolute, relative, sep } from "node:path";
import type { AdditionalPermissionProfile, SandboxPolicy } from "../generated/types.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import type { Granted } from "../approvals/session-grant.js";
import { memberOf } from "../lib/guards.js";
import type { DesiredSettings } from "./desired.js";
import { profileOf } from "./sandbox-policy.js";
import type { ThreadSettings } from "./thread-settings.js";

/** What was allowed for the session of a thread, and the sandbox and the profile that were in force then, where that is known. */
export interface GrantUnder extends Granted {
  readonly under: SandboxPolicy | undefined;
  /** The permission profile of that time; `null` where there was none, `undefined` where that is not known. */
  readonly profile: string | null | undefined;
}

/**
 * The grants of a thread that go beyond what is desired. The runtime keeps them, whatever mode and sandbox a later turn brings:
 *
 * - Under `never` it still honours granted permissions and MCP tools; it refuses commands and patches that would leave the sandbox.
 * - Its reviewer judges a command or a patch again that a user has granted.
 * - No sandbox takes anything granted away. What the sandbox contains, or one that is no narrower than that of the time, is as wished.
 */
export function grantsBeyond(
  { mode, sandbox, profile }: DesiredSettings,
  { approvalMode, sandbox: inForce, cwd }: ThreadSettings,
  grants: readonly GrantUnder[],
): readonly GrantUnder[] {
  const effectiveMode = mode ?? approvalMode;
  return grants.filter(({ grant: { kind }, permissions, under, profile: before }) => {
    if (kind === "command" || kind === "fileChange") {
      if (effectiveMode === "deny_all" || effectiveMode === "auto_review") return false;
    } else if (mode === "deny_all") return true;
    // No tool of an MCP server runs in the sandbox.
    if (kind === "mcpToolCall" || (sandbox === undefined && profile === undefined)) return false;
    if (profile !== undefined && profile === before) return false;
    // What another profile allows is not known here.
    const policy = sandbox?.policy ?? (profile === undefined ? inForce : undefined);
    if (policy === undefined) return true;
    if (under !== undefined && !isNarrower(policy, under)) return false;
    return !contains(policy, cwd, permissions);
  });
}

/** Whether a sandbox lets everything be done. */
export function isFullAccess(policy: SandboxPolicy): boolean {
  return widths[policy.type] === widths.dangerFullAccess || rootsOf(policy).includes("/");
}

/** Whether the params of a turn, whoever wrote them, bring full access. */
export function bringsFullAccess(params: unknown): boolean {
  const policy = memberOf(params, "sandboxPolicy");
  return (
    (isPolicy(policy) && isFullAccess(policy)) || memberOf(params, "permissions") === profileOf.full_access
  );
}

function isPolicy(value: unknown): value is SandboxPolicy {
  return Object.hasOwn(widths, String(memberOf(value, "type")));
}

/**
 * Whether a turn that is to refuse what is asked would have less than full access, as far as is known: under full access the runtime
 * asks about no tool of an MCP server.
 */
export function refusesTools(
  { mode, sandbox, profile }: DesiredSettings,
  { approvalMode, sandbox: inForce }: ThreadSettings,
): boolean {
  if ((mode ?? approvalMode) !== "deny_all") return false;
  if (profile !== undefined) return profile !== profileOf.full_access;
  return !isFullAccess(sandbox?.policy ?? inForce);
}

/** What something runs under that a later turn can set to work again; `undefined` where that is not known. */
export interface RunsUnder {
  readonly mode: ApprovalMode | null | undefined;
  readonly sandbox: SandboxPolicy | undefined;
  readonly profile: string | null | undefined;
}

/** Whether less is desired than something runs under. */
export function isLessThan({ mode, sandbox, profile }: DesiredSettings, under: RunsUnder): boolean {
  if (mode === "deny_all" && under.mode !== "deny_all") return true;
  if (profile !== undefined) return profile !== under.profile;
  if (sandbox === undefined) return false;
  return isNarrower(sandbox.policy, under.sandbox ?? { type: "dangerFullAccess" });
}

const widths: Readonly<Record<SandboxPolicy["type"], number>> = {
  readOnly: 0,
  workspaceWrite: 1,
  externalSandbox: 2,
  dangerFullAccess: 2,
};

function isNarrower(policy: SandboxPolicy, than: SandboxPolicy): boolean {
  if (policy.type !== than.type) return widths[policy.type] < widths[than.type];
  if (hasNetwork(than) && !hasNetwork(policy)) return true;
  const roots = rootsOf(policy);
  return rootsOf(than).some((root) => !roots.includes(root));
}

function hasNetwork(policy: SandboxPolicy): boolean {
  if (policy.type === "dangerFullAccess") return true;
  return policy.networkAccess === true || policy.networkAccess === "enabled";
}

function rootsOf(policy: SandboxPolicy): readonly string[] {
  return policy.type === "workspaceWrite" ? (policy.writableRoots ?? []) : [];
}

/** Whether a sandbox allows by itself what was granted. Each reads everything. */
function contains(
  policy: SandboxPolicy,
  cwd: string,
  permissions: AdditionalPermissionProfile | undefined,
): boolean {
  if (widths[policy.type] === widths.dangerFullAccess) return hasNetwork(policy);
  if (permissions === undefined) return false;
  const { network, fileSystem } = permissions;
  if (network?.enabled === true && !hasNetwork(policy)) return false;
  const entries = (fileSystem?.entries ?? []).filter(({ access }) => access === "write");
  // Patterns and special places are taken for more.
  const written = entries.map(({ path }) => (path.type === "path" ? path.path : "/"));
  const roots = policy.type === "workspaceWrite" ? [cwd, ...rootsOf(policy)] : [];
  return [...(fileSystem?.write ?? []), ...written].every((path) =>
    roots.some((root) => isWithin(path, root)),
  );
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}
