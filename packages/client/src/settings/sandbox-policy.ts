import { isDeepStrictEqual } from "node:util";
import type { SandboxPolicy } from "../generated/types.js";
import type { Sandbox } from "../operation/sandbox.js";

/** The permission profile that is built into the runtime for each sandbox. */
export const profileOf = {
  read_only: ":read-only",
  workspace_write: ":workspace",
  full_access: ":danger-full-access",
} as const satisfies Record<Sandbox, string>;

/** A policy with what the server takes for its absent members, which it spells out itself. */
export function spelledOut(policy: SandboxPolicy): SandboxPolicy {
  switch (policy.type) {
    case "workspaceWrite":
      return {
        writableRoots: [],
        networkAccess: false,
        excludeTmpdirEnvVar: false,
        excludeSlashTmp: false,
        ...policy,
      };
    case "readOnly":
      return { networkAccess: false, ...policy };
    case "externalSandbox":
      return { networkAccess: "restricted", ...policy };
    default:
      // Whole as it is, a policy that this client does not know included.
      return policy;
  }
}

/** Whether a policy allows more than its kind does by itself. */
export function isExtended(policy: SandboxPolicy): boolean {
  return (
    ("networkAccess" in policy && policy.networkAccess === true) ||
    ("writableRoots" in policy && policy.writableRoots !== undefined && policy.writableRoots.length > 0)
  );
}

/** Whether two policies allow the same. */
export function isSamePolicy(one: SandboxPolicy, other: SandboxPolicy): boolean {
  return isDeepStrictEqual(spelledOut(one), spelledOut(other));
}
