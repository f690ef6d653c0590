import type { SessionGrant } from "../approvals/session-grant.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { grantsBeyond, refusesTools } from "../settings/beyond-grants.js";
import type { DesiredSettings } from "../settings/desired.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import type { Answering } from "./answering.js";
import { ApprovalModeNotAppliedError } from "./approval-mode-not-applied-error.js";
import type { Grants } from "./grants.js";
import type { ThreadRecord } from "./thread-record.js";

/** What of a thread's past its turns can use, whatever mode and sandbox they bring. */
interface Past {
  readonly grants: Grants;
  readonly answering: Pick<Answering, "subagents">;
}

/** Why a turn cannot have what is desired of it; `undefined` where nothing that outlives earlier turns goes beyond that. */
export function refusalFor(
  { grants, answering }: Past,
  { id, settings: { current } }: ThreadRecord,
  desired: DesiredSettings,
): ApprovalModeNotAppliedError | undefined {
  const granted = grantsBeyond(desired, current, grants.of(id)).map(({ grant }) => grant);
  if (granted.length > 0) return outlivedByGrants(id, current, granted);
  const subagents = answering.subagents.beyond(id, desired);
  return subagents.length > 0 ? outlivedBySubagents(id, current, subagents) : undefined;
}

/**
 * A thread keeps its MCP servers from turn to turn, and what the runtime lets their tools do unasked. Whether a turn that brings less than
 * full access changes that in time nothing tells.
 *
 * @throws ApprovalModeNotAppliedError where a turn that is to refuse what is asked could use tools that had full access.
 */
export async function refuseKeptAccess(
  { grants, call }: Pick<Past, "grants"> & { readonly call: ProtocolCall },
  { id, settings: { current } }: ThreadRecord,
  desired: DesiredSettings,
  options: CallOptions,
): Promise<void> {
  const grantedAtMs = grants.fullAccessSince(id);
  if (grantedAtMs === undefined || !refusesTools(desired, current)) return;
  const params = { threadId: id, limit: 1, detail: "toolsAndAuthOnly" } as const;
  const { data } = await call("mcpServerStatus/list", params, options);
  if (data.length === 0) return;
  const what = "full access, which the tools of its MCP servers may keep";
  throw outlivedByGrants(id, current, [
    { approvalId: "", kind: "fullAccess", what, decision: null, grantedAtMs },
  ]);
}

/** The error where something that was allowed for the session goes beyond what is asked. */
function outlivedByGrants(
  threadId: string,
  settings: ThreadSettings,
  grants: readonly SessionGrant[],
): ApprovalModeNotAppliedError {
  const described = grants.map(({ what, grantedAtMs }) =>
    grantedAtMs === null ? what : `${what} (granted at ${new Date(grantedAtMs).toISOString()})`,
  );
  return new ApprovalModeNotAppliedError(
    `Thread ${threadId} was granted for its session: ${described.join("; ")}. That holds until the thread is unloaded, whatever a turn asks ` +
      `for. A fork does not have it: codex.forkThread("${threadId}", …) with the approval mode and the sandbox that are wanted asks again.`,
    { threadId, settings, grants },
  );
}

/** The error where subagents run under more than is asked. */
function outlivedBySubagents(
  threadId: string,
  settings: ThreadSettings,
  subagents: readonly string[],
): ApprovalModeNotAppliedError {
  const ids = subagents.map((id) => JSON.stringify(id)).join(", ");
  return new ApprovalModeNotAppliedError(
    `Thread ${threadId} has subagents that were started under more than is asked now, keep that, and can be set to work by its turns: ${ids}. ` +
      "Archive each first, with codex.archiveThread(id), or start another thread.",
    { threadId, settings, subagents },
  );
}
