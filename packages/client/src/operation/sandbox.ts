/**
 * What commands may touch without an escalation.
 *
 * - `read_only`: read anything, write nothing.
 * - `workspace_write`: write below the working directory and in the temporary folders.
 * - `full_access`: no sandbox at all.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ sandbox: "workspace_write" });
 * ```
 */
export type Sandbox = "read_only" | "workspace_write" | "full_access";

/** How the protocol writes a sandbox: as a mode where threads are opened, as a policy where turns are started. */
export interface SandboxForms {
  readonly mode: "read-only" | "workspace-write" | "danger-full-access";
  readonly policy: { readonly type: "readOnly" | "workspaceWrite" | "dangerFullAccess" };
}

const forms: Readonly<Record<Sandbox, SandboxForms>> = {
  read_only: { mode: "read-only", policy: { type: "readOnly" } },
  workspace_write: { mode: "workspace-write", policy: { type: "workspaceWrite" } },
  full_access: { mode: "danger-full-access", policy: { type: "dangerFullAccess" } },
};

/** The protocol's ways of writing `sandbox`. */
export function formsOf(sandbox: Sandbox): SandboxForms {
  return forms[sandbox];
}

/** The sandboxes that there are, for messages. */
export const SANDBOXES: readonly string[] = Object.keys(forms);

/** What the sandboxes are called elsewhere: by the protocol, and once by this client. Refused, never taken for the name. */
const otherNames: ReadonlyMap<unknown, Sandbox> = new Map<unknown, Sandbox>([
  ["workspace", "workspace_write"],
  ...Object.entries(forms).flatMap(([name, { mode, policy }]): [string, Sandbox][] => [
    [mode, name as Sandbox],
    [policy.type, name as Sandbox],
  ]),
]);

/** The sandbox that `value`, which is none, is another name of. */
export function sandboxMeantBy(value: unknown): Sandbox | undefined {
  return otherNames.get(value);
}

/** Whether `value` is one of the three sandboxes. */
export function isSandbox(value: unknown): value is Sandbox {
  return typeof value === "string" && Object.hasOwn(forms, value);
}
