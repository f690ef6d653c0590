import { expect, it } from "vitest";

import { grantedBy, type Granted } from "../../../src/approvals/session-grant.js";
import type { ApprovalRequest, PermissionsApprovalRequest, ThreadSettings } from "../../../src/index.js";
import type { ThreadRecord } from "../../../src/session/thread-record.js";
import { Grants } from "../../../src/session/grants.js";
import { bringsFullAccess, grantsBeyond } from "../../../src/settings/beyond-grants.js";
import type { DesiredSettings } from "../../../src/settings/desired.js";
import type { SandboxPolicy } from "../../../src/types.js";

const about = { threadId: "T", turnId: "U", itemId: "I", startedAtMs: 0 };
const workspace: SandboxPolicy = { type: "workspaceWrite", writableRoots: ["/data"] };
const readOnly: SandboxPolicy = { type: "readOnly" };

function settings(approvalMode: ThreadSettings["approvalMode"] = "ask"): ThreadSettings {
  return {
    approvalMode,
    approvalPolicy: "on-request",
    approvalsReviewer: "user",
    sandbox: workspace,
    profile: null,
    model: "m",
    cwd: "/repo",
  };
}

function permissions(granted: PermissionsApprovalRequest["permissions"]): Granted {
  const request: ApprovalRequest = {
    ...about,
    kind: "permissions",
    environmentId: null,
    cwd: "/repo",
    permissions: granted,
  };
  const grant = grantedBy(request, "acceptForSession", { approvalId: "A", atMs: 1 });
  if (grant === undefined) throw new Error("nothing granted");
  return grant;
}

const network = permissions({ network: { enabled: true } });
const write = (path: string): Granted => permissions({ fileSystem: { write: [path] } });

it.each<[string, Granted, SandboxPolicy | undefined, DesiredSettings, boolean]>([
  ["nothing is asked", write("/x"), workspace, {}, false],
  ["deny_all", write("/x"), workspace, { mode: "deny_all" }, true],
  ["auto_review", write("/x"), workspace, { mode: "auto_review" }, false],
  ["the sandbox of the time", write("/x"), workspace, sandbox(workspace), false],
  ["a sandbox with fewer roots", write("/x"), workspace, sandbox({ type: "workspaceWrite" }), true],
  ["a narrower sandbox", write("/x"), workspace, sandbox(readOnly), true],
  [
    "a narrower sandbox, after only reading was granted",
    permissions({ fileSystem: { read: ["/x"] } }),
    workspace,
    sandbox(readOnly),
    false,
  ],
  ["a sandbox, where that of the time is not known", write("/x"), undefined, sandbox(workspace), true],
  ["one that contains what was granted", write("/data/a"), undefined, sandbox(workspace), false],
  ["one whose folder contains it", write("/repo/a"), undefined, sandbox(workspace), false],
  ["one whose folder only begins like it", write("/repository"), undefined, sandbox(workspace), true],
  ["full access", network, undefined, sandbox({ type: "dangerFullAccess" }), false],
  ["no network, after the network was granted", network, undefined, sandbox(workspace), true],
  [
    "the network, after it was granted",
    network,
    undefined,
    sandbox({ ...workspace, networkAccess: true }),
    false,
  ],
  [
    "a pattern",
    permissions({
      fileSystem: { entries: [{ access: "write", path: { type: "glob_pattern", pattern: "/repo/*" } }] },
    }),
    undefined,
    sandbox(workspace),
    true,
  ],
  ["a profile, whose rules are not known", write("/x"), workspace, { profile: "careful" }, true],
  ["the profile of the time", write("/x"), workspace, { profile: "open" }, false],
])("less than was granted, or not: %s", (_, granted, under, desired, isLess) => {
  expect(grantsBeyond(desired, settings(), [{ ...granted, under, profile: "open" }])).toHaveLength(
    isLess ? 1 : 0,
  );
});

it.each<[ThreadSettings["approvalMode"], DesiredSettings, boolean]>([
  ["ask", sandbox(readOnly), true],
  ["deny_all", sandbox(readOnly), false],
  ["auto_review", sandbox(readOnly), false],
  [null, sandbox(readOnly), true],
  ["ask", { ...sandbox(readOnly), mode: "deny_all" }, false],
  ["ask", { mode: "deny_all" }, false],
])("a command that was granted, on a thread of mode %s, of which %j is asked", (mode, desired, isLess) => {
  const request: ApprovalRequest = { ...about, kind: "command", subject: "command", command: "touch /x" };
  const granted = grantedBy(request, "acceptForSession", { approvalId: "A", atMs: 1 });
  if (granted === undefined) throw new Error("nothing granted");
  expect(
    grantsBeyond(desired, settings(mode), [{ ...granted, under: workspace, profile: null }]),
  ).toHaveLength(isLess ? 1 : 0);
});

function sandbox(policy: SandboxPolicy): DesiredSettings {
  return { sandbox: { policy, exact: true } };
}

it("of more than 1000 threads that nobody has open, the oldest count as granted unknown things", () => {
  const grants = new Grants({
    get: (threadId) => (threadId === "open" ? ({ settings: {} } as ThreadRecord) : undefined),
    turnOf: () => undefined,
  });
  const grant = (threadId: string): void => {
    const step = {
      schemaVersion: 1,
      approvalId: threadId,
      threadId,
      turnId: "U",
      itemId: "I",
      atMs: 0,
    } as const;
    const request: ApprovalRequest = { ...about, kind: "command", subject: "command", command: threadId };
    grants.receive({ ...step, type: "requested", of: "client", request });
    grants.receive({ ...step, type: "decided", by: "handler", decision: "acceptForSession", allowed: true });
    grants.receive({ ...step, type: "resolved", how: "decided" });
  };
  grant("open");
  for (let index = 0; index < 1000; index += 1) grant(`thread ${String(index)}`);
  expect([...grants.threads]).toHaveLength(1000);
  expect(grants.of("open")).toHaveLength(1);
  expect(grants.of("thread 0")).toEqual([]);
  grants.found("thread 0");
  grants.found("open");
  expect(grants.of("thread 0").map(({ grant: { kind } }) => kind)).toEqual(["unknown"]);
  expect(grants.of("open").map(({ grant: { kind } }) => kind)).toEqual(["command"]);
  grants.threadClosed("thread 1");
  expect(grants.of("thread 1")).toEqual([]);
});

it.each([
  ["/repo/b", 0],
  ["/elsewhere/b", 1],
])("a rename that was granted is granted at both ends: to %s", (target, beyond) => {
  const kind = { type: "update", move_path: target } as const;
  const changes = [{ path: "/repo/a", kind, diff: "" }];
  const request: ApprovalRequest = { ...about, kind: "fileChange", changes };
  const granted = grantedBy(request, "acceptForSession", { approvalId: "A", atMs: 1 });
  if (granted === undefined) throw new Error("nothing granted");
  const grant = { ...granted, under: undefined, profile: null };
  expect(granted.grant.what).toBe(`changes of /repo/a, ${target}`);
  expect(grantsBeyond(sandbox(workspace), settings(), [grant])).toHaveLength(beyond);
});

it.each<[string, unknown, boolean]>([
  ["full access", { sandboxPolicy: { type: "dangerFullAccess" } }, true],
  ["a sandbox that somebody else makes", { sandboxPolicy: { type: "externalSandbox" } }, true],
  [
    "the root as a folder to write",
    { sandboxPolicy: { type: "workspaceWrite", writableRoots: ["/"] } },
    true,
  ],
  ["the profile of full access", { permissions: ":danger-full-access" }, true],
  ["a workspace", { sandboxPolicy: workspace }, false],
  ["another profile", { permissions: ":read-only" }, false],
  ["a policy of no known kind", { sandboxPolicy: { type: "later" } }, false],
  ["nothing", undefined, false],
])("a turn brings full access or not: %s", (_, params, does) => {
  expect(bringsFullAccess(params)).toBe(does);
});
