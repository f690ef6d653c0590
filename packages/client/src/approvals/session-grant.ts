import type { AdditionalPermissionProfile } from "../generated/types.js";
import { isRecord, memberOf } from "../lib/guards.js";
import { persistIn } from "./available-decisions.js";
import { endsOf } from "./changed-paths.js";
import type { ApprovalDecision } from "./decision.js";
import type { ApprovalRequest } from "./request.js";

/**
 * What was allowed for as long as a thread stays loaded, and is not asked about again meanwhile. It ends when the thread is closed,
 * archived, deleted or unloaded; a fork does not have it.
 *
 * @example
 * ```ts
 * const describe = ({ kind, what, grantedAtMs }: SessionGrant) => `${kind}: ${what}, since ${String(grantedAtMs)}`;
 * ```
 */
export interface SessionGrant {
  /** The approval by which it was granted, as in the events of `codex.approvals()`; empty where that was none, or is not remembered. */
  readonly approvalId: string;
  /**
   * What was asked; `unknown` where more threads had grants than this client remembers. `fullAccess` is no answer of a handler: the
   * thread had full access, which the tools of its MCP servers may keep.
   */
  readonly kind: "command" | "fileChange" | "permissions" | "mcpToolCall" | "fullAccess" | "unknown";
  /** What was granted, in words. */
  readonly what: string;
  /** What the handler answered; `null` where it was not asked, or that is not remembered. */
  readonly decision: ApprovalDecision | null;
  /** When, in milliseconds since the Unix epoch; `null` where that is not remembered. */
  readonly grantedAtMs: number | null;
}

/** What a grant lets the agent do beyond its sandbox. */
export interface Granted {
  readonly grant: SessionGrant;
  /** Granted permissions; `undefined` where a grant lets something run outside any sandbox. */
  readonly permissions: AdditionalPermissionProfile | undefined;
}

/** What stands for grants that are not remembered. */
export const forgottenGrant: Granted = {
  grant: {
    approvalId: "",
    kind: "unknown",
    what: "what this client does not remember, of too many threads",
    decision: null,
    grantedAtMs: null,
  },
  permissions: undefined,
};

/** What a handler's decision allows for the session; `undefined` where nothing. */
export function grantedBy(
  request: ApprovalRequest,
  decision: ApprovalDecision,
  { approvalId, atMs }: { readonly approvalId: string; readonly atMs: number },
): Granted | undefined {
  const granted = (
    kind: SessionGrant["kind"],
    what: string,
    permissions?: AdditionalPermissionProfile,
  ): Granted => ({ grant: { approvalId, kind, what, decision, grantedAtMs: atMs }, permissions });

  switch (request.kind) {
    case "command":
      if (decision !== "acceptForSession") return undefined;
      return granted("command", `the command ${request.command ?? ""} in ${request.cwd ?? "its folder"}`);
    case "fileChange": {
      if (decision !== "acceptForSession") return undefined;
      const paths = request.changes.flatMap(endsOf);
      return granted("fileChange", `changes of ${paths.join(", ")}`, { fileSystem: { write: paths } });
    }
    case "permissions": {
      const permissions = permissionsIn(request.permissions, decision);
      return permissions === undefined
        ? undefined
        : granted("permissions", describePermissions(permissions), permissions);
    }
    case "mcpToolCall":
      if (decision !== "acceptForSession" && !persistsForSession(decision)) return undefined;
      // Runtimes before 0.167.2 do not say which.
      return granted(
        "mcpToolCall",
        `${request.tool === null ? "a tool" : `the tool ${request.tool}`} of the MCP server ${request.serverName}`,
      );
    default:
      return undefined;
  }
}

function permissionsIn(
  requested: AdditionalPermissionProfile,
  decision: unknown,
): AdditionalPermissionProfile | undefined {
  if (decision === "acceptForSession") return requested;
  if (!isRecord(decision) || decision["scope"] !== "session") return undefined;
  // What was not requested the runtime leaves out. It was checked when it was answered.
  return decision["permissions"] as AdditionalPermissionProfile;
}

function persistsForSession(decision: unknown): boolean {
  return memberOf(decision, "action") === "accept" && persistIn(decision) === "session";
}

function describePermissions({ network, fileSystem }: AdditionalPermissionProfile): string {
  const places = [
    ["to read", fileSystem?.read ?? []],
    ["to write", fileSystem?.write ?? []],
    ["by entries", (fileSystem?.entries ?? []).map((entry) => JSON.stringify(entry))],
  ] as const;
  const words = [
    ...(network?.enabled === true ? ["the network"] : []),
    ...places.flatMap(([verb, paths]) => (paths.length > 0 ? [`${verb} ${paths.join(", ")}`] : [])),
  ];
  return `the permissions ${words.join(" and ")}`;
}
