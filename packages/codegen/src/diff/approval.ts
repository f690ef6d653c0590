import type { Protocol } from "../protocol/protocol.js";
import { METHOD_UNIONS } from "../protocol/read/read-methods.js";
import { namesIn } from "./reach.js";

/**
 * Words in the names of what decides about what the agent may do, and who is asked. Matched against methods, types, fields
 * and values: `approvalPolicy`, `SandboxMode`, `danger-full-access`, `ExecPolicyAmendment`, `GuardianWarningNotification`.
 */
const WORDS =
  /approv|permission|sandbox|reviewer|exec_?policy|guardian|auto_?review|network_?policy|full[-_ ]?access|writable_?root|trust_?level|escalat/i;

/** Whether a name is about approvals, permissions, the sandbox, reviewers or the exec policy. */
export function isApprovalName(name: string): boolean {
  return WORDS.test(name);
}

/**
 * The definitions that are: by their own name, or because everything that mentions them is. A helper type of a permission
 * profile weighs as much as the profile.
 */
export function approvalDefinitions(protocols: readonly Protocol[]): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  const use = (name: string, user: string) => {
    const known = users.get(name) ?? new Set();
    users.set(name, known.add(user));
  };
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  const relevant = new Set<string>();
  for (const protocol of protocols) {
    for (const { name, type } of protocol.definitions) {
      if (messages.has(name)) continue;
      if (isApprovalName(name)) relevant.add(name);
      for (const used of namesIn(type)) if (used !== name) use(used, name);
    }
    const requests = [...protocol.clientRequests, ...protocol.serverRequests];
    const notifications = [...protocol.serverNotifications, ...protocol.clientNotifications];
    for (const { method, params } of [...requests, ...notifications]) {
      if (isApprovalName(method)) relevant.add(method);
      if (params.kind === "params") for (const used of namesIn(params.type)) use(used, method);
    }
    for (const { method, result } of requests) for (const used of namesIn(result)) use(used, method);
  }
  for (let size = -1; size !== relevant.size;) {
    size = relevant.size;
    for (const [name, by] of users) if ([...by].every((user) => relevant.has(user))) relevant.add(name);
  }
  return relevant;
}
