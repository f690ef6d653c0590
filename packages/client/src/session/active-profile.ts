import type { SandboxPolicy } from "../generated/types.js";
import { isRecord, memberOf, textOf } from "../lib/guards.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { isProtocolError } from "../transport/protocol-error.js";
import { isRpcError } from "../rpc/rpc-error.js";
import { cwdFrom } from "../settings/thread-settings.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import type { ThreadRecord } from "./thread-record.js";

/** The permission profile that the configuration makes active in a folder. */
export interface ActiveProfile {
  readonly name: string;
  /** Whether it denies anything that full access would allow, or nobody knows. */
  readonly denies: boolean;
}

/** The calls that are needed, and their limits. */
interface Asking {
  readonly call: ProtocolCall;
  readonly options: CallOptions;
}

/**
 * The profile that is active in a folder, by default that of the server. It is told to clients that did not opt in too.
 *
 * @param inForce The one that a thread has, where that is known: wherever it was configured, it goes where the thread goes.
 */
async function activeProfile(
  { call, options }: Asking,
  cwd: string | undefined,
  inForce: string | null = null,
): Promise<ActiveProfile | undefined> {
  const answer: unknown = await call("config/read", cwd === undefined ? {} : { cwd }, options);
  const config = memberOf(answer, "config");
  const name = inForce ?? memberOf(config, "default_permissions");
  if (typeof name !== "string") return undefined;
  return { name, denies: isDenying(name, memberOf(config, "permissions")) };
}

/**
 * The profile that a sandbox must not take the place of when a thread is opened: a thread that is opened with a `sandbox` is out of
 * its profile, and of the rules that deny. Under a turn's sandbox these rules stay.
 */
export async function profileToKeep(
  asking: Asking,
  params: Readonly<Record<string, unknown>>,
  source: { readonly id: string; readonly cwd: string | undefined } | undefined,
): Promise<ActiveProfile | undefined> {
  const named = textOf(params["cwd"]);
  if (source === undefined) return activeProfile(asking, named);
  const from = source.cwd ?? (await storedFolder(asking, source.id));
  return activeProfile(asking, named === undefined || from === undefined ? from : cwdFrom(from, named));
}

async function storedFolder({ call, options }: Asking, threadId: string): Promise<string | undefined> {
  try {
    return (await call("thread/read", { threadId }, options)).thread.cwd;
  } catch (error) {
    // The request that opens it says what is wrong.
    if (isRpcError(error) || isProtocolError(error)) return undefined;
    throw error;
  }
}

/**
 * @param cwd The folder that the turn brings.
 * @throws ApprovalModeNotAppliedError where a turn's full access would take the rules of a profile away that deny, and where its
 * sandbox would leave them behind in another folder: under a turn's sandbox they do not go with it.
 */
export async function refuseLossOfRules(
  asking: Asking,
  { id, settings }: ThreadRecord,
  policy: SandboxPolicy,
  cwd: string | undefined,
): Promise<void> {
  const { current, profile: inForce } = settings;
  const folder = cwd === undefined ? current.cwd : cwdFrom(current.cwd, cwd);
  if (policy.type !== "dangerFullAccess" && folder === current.cwd) return;
  const profile = await activeProfile(asking, current.cwd, inForce);
  const refusal = fullAccessRefusal(profile, policy) ?? moveRefusal(profile, policy, folder, id);
  if (refusal !== undefined) throw notInForce(id, refusal.asked, current, refusal);
}

function moveRefusal(
  profile: ActiveProfile | undefined,
  policy: SandboxPolicy,
  folder: string,
  threadId: string,
): { readonly asked: string; readonly remedy: string } | undefined {
  if (profile?.denies !== true) return undefined;
  return {
    asked: `sandbox ${policy.type} in ${folder}`,
    remedy:
      `The permission profile ${profile.name} is in force, and under a turn's sandbox its rules that deny stay in the folder of before. ` +
      `A fork has them where it is opened: codex.forkThread("${threadId}", { cwd, sandbox }).`,
  };
}

/** What is asked in vain where full access would take the rules of a profile away that deny, and what to ask instead. */
export function fullAccessRefusal(
  profile: ActiveProfile | undefined,
  policy: SandboxPolicy | undefined,
): { readonly asked: string; readonly remedy: string } | undefined {
  if (profile?.denies !== true || policy?.type !== "dangerFullAccess") return undefined;
  return {
    asked: `sandbox ${policy.type}`,
    remedy:
      `The permission profile ${profile.name} is configured, and full access would take its rules away that deny. ` +
      'Say what is wanted with the option profile in place of sandbox, such as profile: ":danger-full-access".',
  };
}

/** What is built in denies nothing. What is not known is taken to deny. */
function isDenying(name: string, profiles: unknown, seen: readonly string[] = []): boolean {
  if (name.startsWith(":")) return false;
  const profile = memberOf(profiles, name);
  if (!isRecord(profile) || seen.includes(name)) return true;
  const { extends: base, ...rules } = profile;
  return hasDenial(rules) || (typeof base === "string" && isDenying(base, profiles, [...seen, name]));
}

function hasDenial(value: unknown): boolean {
  if (value === "deny" || value === "none") return true;
  return isRecord(value) && Object.values(value).some(hasDenial);
}
