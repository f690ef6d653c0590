import type { SandboxMode, SandboxPolicy } from "../generated/types.js";

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

/**
 * What the option `sandbox` takes: a sandbox by its name, or with what it allows beyond its name. What an object leaves out,
 * beside something that it names, is not allowed, whatever the configuration says.
 *
 * @example
 * ```ts
 * const sandbox: SandboxOptions = { mode: "workspace_write", networkAccess: true, writableRoots: ["/var/cache/app"] };
 * const thread = await codex.startThread({ cwd: "/repo", sandbox });
 * ```
 */
export type SandboxOptions =
  | Sandbox
  | {
      /** Reads anything, writes nothing. */
      readonly mode: "read_only";
      /** Whether commands may use the network. */
      readonly networkAccess?: boolean | undefined;
      /** Not with `read_only`, which writes nothing. */
      readonly writableRoots?: undefined;
    }
  | {
      /** Writes below the working directory and in the temporary folders. */
      readonly mode: "workspace_write";
      /** Whether commands may use the network. */
      readonly networkAccess?: boolean | undefined;
      /** Absolute paths of further folders that commands may write below. */
      readonly writableRoots?: readonly string[] | undefined;
    }
  | {
      /** No sandbox at all. */
      readonly mode: "full_access";
      /** Not with `full_access`, which forbids nothing. */
      readonly networkAccess?: undefined;
      /** Not with `full_access`, which forbids nothing. */
      readonly writableRoots?: undefined;
    };

/**
 * Options with a sandbox or a permission profile, never both: a profile takes the place of a sandbox. The options themselves where there
 * are no profiles. Elsewhere the members of both variants are those of one mapped type: editors show the docs of an option that is the
 * same symbol in all of them, and the members of a generic interface are others in each intersection.
 */
export type SandboxOrProfile<Options, Profile> = [Profile] extends [never]
  ? Options
  : Pick<Options, keyof Options> &
      (
        | {
            /** Not together with `profile`, which takes its place. */
            readonly sandbox?: undefined;
          }
        | {
            /** Not together with `sandbox`, whose place it takes. */
            readonly profile?: undefined;
          }
      );

/** The protocol's ways of writing each sandbox: a mode where threads are opened, a policy where turns are started. */
const forms = {
  read_only: { mode: "read-only", type: "readOnly" },
  workspace_write: { mode: "workspace-write", type: "workspaceWrite" },
  full_access: { mode: "danger-full-access", type: "dangerFullAccess" },
} as const satisfies Record<Sandbox, { mode: SandboxMode; type: SandboxPolicy["type"] }>;

/** The sandboxes that there are, for messages. */
export const SANDBOXES: readonly string[] = Object.keys(forms);

/** Whether `value` is the name of a sandbox. */
export function isSandbox(value: unknown): value is Sandbox {
  return typeof value === "string" && Object.hasOwn(forms, value);
}

/** What the sandboxes are called elsewhere: by the protocol, and once by this client. Refused, never taken for the name. */
const otherNames: ReadonlyMap<unknown, Sandbox> = new Map<unknown, Sandbox>([
  ["workspace", "workspace_write"],
  ...Object.entries(forms).flatMap(([name, { mode, type }]): [string, Sandbox][] => [
    [mode, name as Sandbox],
    [type, name as Sandbox],
  ]),
]);

/** The sandbox that `value`, which is none, is another name of. */
export function sandboxMeantBy(value: unknown): Sandbox | undefined {
  return otherNames.get(value);
}

/** The name of a sandbox, without what it allows beyond it. */
function nameOfSandbox(sandbox: SandboxOptions): Sandbox {
  return typeof sandbox === "string" ? sandbox : sandbox.mode;
}

/** The protocol's mode for a sandbox, which cannot say what it allows beyond its name. */
export function modeOfSandbox(sandbox: SandboxOptions): SandboxMode {
  return forms[nameOfSandbox(sandbox)].mode;
}

/** The protocol's policy for a sandbox: the whole of it. */
export function policyOf(sandbox: SandboxOptions): SandboxPolicy {
  const { type } = forms[nameOfSandbox(sandbox)];
  if (typeof sandbox === "string" || type === "dangerFullAccess") return { type };
  const { networkAccess, writableRoots } = sandbox;
  const network = networkAccess === undefined ? {} : { networkAccess };
  if (type === "readOnly") return { type, ...network };
  return { type, ...network, ...(writableRoots === undefined ? {} : { writableRoots: [...writableRoots] }) };
}

/** Whether a sandbox says more than its name does: a turn's policy alone can carry that. */
export function hasDetails(sandbox: SandboxOptions): boolean {
  return Object.keys(policyOf(sandbox)).length > 1;
}
