import { UsageError } from "../errors/usage-error.js";
import { checkSignal } from "../lib/abort.js";
import { ApprovalMode, isApprovalMode, routingOf } from "./approval-mode.js";
import { ApprovalModeError } from "./approval-mode-error.js";
import { describeValue, memberOf } from "../lib/guards.js";
import { unknownName } from "../lib/unknown-name.js";
import { readFolder, type FolderOf } from "./read-folder.js";
import { toWireJson } from "../rpc/wire-json.js";
import { readSandbox } from "./read-sandbox.js";
import { modeOfSandbox, policyOf, type SandboxOptions } from "./sandbox.js";
import { configField, type SettingOption } from "./setting-options.js";
import { missingRelease, type Runtime, type Since } from "./since.js";
import { checkConfigValues } from "./config-values.js";
import { checkThreadConfig } from "./thread-config.js";
import { UnsupportedByRuntimeError } from "./unsupported-by-runtime-error.js";
import { checkText } from "../lib/check-argument.js";
import { canonicalId } from "../lib/uuid.js";

/**
 * A generated high-level method, as data: the request behind it and how its options become params.
 *
 * @example
 * ```ts
 * const setModel: Operation<"thread/resume"> = {
 *   name: "Codex.resumeThread",
 *   method: "thread/resume",
 *   approval: { whenOmitted: "nothing" },
 *   sandbox: "sandbox",
 *   options: ["model"],
 * };
 * ```
 */
export interface Operation<Method extends string> {
  /** What the caller calls it. */
  readonly name: string;
  /** The protocol method that is called. */
  readonly method: Method;
  /** What is sent when no `approvalMode` is given; absent where the method takes none. */
  readonly approval?: {
    /** The mode, or `nothing`: the thread keeps what it has. */
    readonly whenOmitted: ApprovalMode | "nothing";
    /** Whether `configured` may be given, with which nothing is sent. */
    readonly configured?: true;
  };
  /** The params field that `sandbox` fills, which says in which form; absent where the method takes none. */
  readonly sandbox?: "sandbox" | "sandboxPolicy";
  /** The params field that `profile` fills, in place of a sandbox; absent where the method takes none. */
  readonly profile?: "permissions";
  /** Options that the client takes for itself: they are never sent. */
  readonly clientOptions?: readonly string[];
  /** The params field that announces `tools`, or that they were when the thread started; absent where the method takes none. */
  readonly tools?: "dynamicTools" | "announced";
  /** Options that are sent as settings in the params field `config`. */
  readonly settings?: Readonly<Record<string, SettingOption>>;
  /** The turn that it starts takes nothing along: what was asked of the thread must be in force before. */
  readonly inForce?: true;
  /** The method takes no params at all, not even empty ones. */
  readonly bare?: true;
  /** All other options; each is the params field of the same name. */
  readonly options: readonly string[];
  /** Since when there is the method; absent where every runtime has it. */
  readonly since?: Since;
  /** Since when there are the params fields that not every runtime has which has the method. */
  readonly later?: Readonly<Record<string, Since>>;
}

/** What the caller asked of a thread, where anything was asked. */
interface Asked {
  readonly mode: ApprovalMode | undefined;
  readonly sandbox: SandboxOptions | undefined;
  /** The name of a permission profile. */
  readonly profile: string | undefined;
}

/** What a client can do for its callers. */
export interface ClientAbilities extends Runtime {
  /** Whether it has a handler to ask. */
  readonly canAsk: boolean;
  /** Absent where the runtime is not known to run on this machine. */
  readonly folderOf?: FolderOf | undefined;
}

/** Params ready to be sent, and what they ask for. */
export interface Prepared {
  readonly params: Readonly<Record<string, unknown>>;
  readonly asked: Asked;
  /** The options that are settings of the configuration, by their names. */
  readonly settings: readonly string[];
  /** The options that the client takes for itself, unchecked. */
  readonly clientOptions: Readonly<Record<string, unknown>>;
  /** The option `tools` as it was given. */
  readonly tools: unknown;
}

const callOptions = ["signal", "timeoutMs", "onSent"];

/**
 * Turns a caller's options into params. Types are not trusted: plain JavaScript calls this too.
 *
 * @throws ApprovalModeError for anything but one of the three modes, for `ask` where nobody can be asked, for a raw
 * approval field and for a setting that a thread may not have of its own; UsageError for any other option that does not exist;
 * UnsupportedByRuntimeError for a method or an option that the runtime is too old for.
 */
export function prepare(
  operation: Operation<string>,
  fixed: object,
  options: object,
  abilities: ClientAbilities,
): Prepared {
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new UsageError("options", `${operation.name}: the options must be an object.`);
  }
  const filled = readArguments(operation.name, fixed);
  const given = optionsGiven(operation, options).map(([option, value]) => {
    refuseUnknownOption(operation, option);
    if (option === "config") return [option, readConfig(operation, value)] as const;
    if (option === "signal") checkSignal(operation.name, value);
    // A method without a sandbox takes a folder to look for, which need not be there.
    const isFolder = option === "cwd" && operation.sandbox !== undefined;
    return [option, isFolder ? readFolder(operation, value, abilities.folderOf) : value] as const;
  });
  const values = new Map<string, unknown>(given);

  const mode = modeIn(operation, values.get("approvalMode"), abilities.canAsk);
  const sandbox = readSandbox(operation.name, values.get("sandbox"));
  const profile = profileIn(operation, values, abilities.optedIn);
  refuseTooOld(operation, new Set([...values.keys(), ...Object.keys(filled)]), abilities);
  const fields = given.filter(([option]) => operation.options.includes(option));
  return {
    params: {
      ...filled,
      ...Object.fromEntries(fields),
      ...configField(operation, values),
      ...(mode === undefined ? {} : routingOf(mode)),
      ...(sandbox === undefined ? {} : sandboxField(operation, sandbox)),
      ...(profile === undefined || operation.profile === undefined ? {} : { [operation.profile]: profile }),
    },
    asked: { mode, sandbox, profile },
    settings: Object.keys(operation.settings ?? {}).filter((option) => values.has(option)),
    clientOptions: Object.fromEntries(
      given.filter(([option]) => operation.clientOptions?.includes(option) === true),
    ),
    tools: values.get("tools"),
  };
}

/** Every own option, and every known one that is inherited or not enumerable: a class's getter asks for a mode too. */
function optionsGiven(
  operation: Operation<string>,
  options: object,
): readonly (readonly [string, unknown])[] {
  const names = new Set([...Object.keys(options), ...namesOf(operation), ...RAW_OPTIONS]);
  return [...names]
    .map((name) => [name, (options as Readonly<Record<string, unknown>>)[name]] as const)
    .filter(([, value]) => value !== undefined);
}

function namesOf(operation: Operation<string>): readonly string[] {
  return [
    ...(operation.approval === undefined ? [] : ["approvalMode"]),
    ...(operation.sandbox === undefined ? [] : ["sandbox"]),
    ...(operation.profile === undefined ? [] : ["profile"]),
    ...(operation.clientOptions ?? []),
    ...(operation.tools === undefined ? [] : ["tools"]),
    ...Object.keys(operation.settings ?? {}),
    ...operation.options,
    ...callOptions,
  ];
}

function refuseUnknownOption(operation: Operation<string>, option: string): void {
  refuseRawOption(operation.name, option);
  const names = namesOf(operation);
  if (names.includes(option)) return;
  throw unknownName(option, "option", { of: operation.name, names });
}

/** Some runtimes ignore what they do not know, so that they would do something else than was asked. */
function refuseTooOld(
  { name, since = {}, later = {}, profile, tools }: Operation<string>,
  given: ReadonlySet<string>,
  runtime: Runtime,
): void {
  const missing = missingRelease(since, runtime);
  if (missing !== undefined) throw new UnsupportedByRuntimeError(name, undefined, missing);
  for (const [field, began] of Object.entries(later)) {
    const option = field === profile ? "profile" : field === tools ? "tools" : field;
    if (!given.has(option)) continue;
    const lacks = missingRelease(began, runtime);
    if (lacks === undefined) continue;
    throw new UnsupportedByRuntimeError(name, field === "toolOutput" ? "input" : option, lacks);
  }
}

/**
 * A thread's configuration, in its JSON form, which `toJSON` may make of something else. What is checked is a copy, and the copy is
 * sent: other calls may come before it, and nobody changes meanwhile what was checked.
 */
function readConfig({ name, method }: Operation<string>, value: unknown): unknown {
  const json = toWireJson(`the parameters of ${method}`, { config: value }) ?? "null";
  checkConfigValues(name, value);
  const config = memberOf(JSON.parse(json) as unknown, "config");
  checkThreadConfig(name, config);
  return config;
}

function modeIn(operation: Operation<string>, value: unknown, canAsk: boolean): ApprovalMode | undefined {
  if (value === undefined) {
    const whenOmitted = operation.approval?.whenOmitted ?? "nothing";
    return whenOmitted === "nothing" ? undefined : whenOmitted;
  }
  const admitsConfigured = operation.approval?.configured === true;
  if (value === "configured" && admitsConfigured) return undefined;
  if (!isApprovalMode(value)) {
    const modes = [...Object.keys(ApprovalMode), ...(admitsConfigured ? ["configured"] : [])].join(", ");
    // What a policy of the protocol is called is refused, never taken for the mode.
    const hint = value === "never" ? " Did you mean deny_all?" : "";
    throw new ApprovalModeError(
      operation.name,
      "approvalMode",
      value === "configured"
        ? `configured is for startThread alone: without a mode nothing is sent here anyway.`
        : `${describeValue(value)} is not an approval mode.${hint} It must be one of ${modes}.`,
    );
  }
  if (value === "ask" && !canAsk) {
    throw new ApprovalModeError(
      operation.name,
      "approvalMode",
      "the mode ask needs somebody to ask. Connect with an onApproval handler.",
    );
  }
  return value;
}

function profileIn(
  { name, profile }: Operation<string>,
  values: ReadonlyMap<string, unknown>,
  optedIn: boolean,
): string | undefined {
  const value = values.get("profile");
  if (profile === undefined || value === undefined) return undefined;
  const refuse = (problem: string): UsageError => new UsageError("profile", `${name}: ${problem}`);
  if (typeof value !== "string" || value === "") {
    throw refuse(`profile must be the name of a permission profile, not ${describeValue(value)}.`);
  }
  if (values.get("sandbox") !== undefined) {
    throw refuse("give sandbox or profile, not both: a profile takes the place of a sandbox.");
  }
  if (!optedIn) throw refuse("profiles are experimental. Connect with experimentalApi: true.");
  return value;
}

/** Where threads are opened the protocol takes a bare mode: what a sandbox allows beyond it has to follow with a turn. */
function sandboxField(operation: Operation<string>, sandbox: SandboxOptions): object {
  return operation.sandbox === "sandboxPolicy"
    ? { sandboxPolicy: policyOf(sandbox) }
    : { sandbox: modeOfSandbox(sandbox) };
}

/** The protocol's own approval fields, as the wire and as plain JavaScript might spell them. */
const RAW_OPTIONS: readonly string[] = [
  "approvalPolicy",
  "approval_policy",
  "approvalsReviewer",
  "approvals_reviewer",
  "permissions",
];

/** Refuses an option that is a raw approval field, whatever the types said. */
function refuseRawOption(operation: string, option: string): void {
  if (!RAW_OPTIONS.includes(option)) return;
  throw new ApprovalModeError(
    operation,
    option,
    `${option} is not an option here. Give approvalMode instead.`,
  );
}

/** What an argument that stands by its place must be: by the field of the params that it fills. */
const positional: Readonly<Record<string, { readonly is: string; readonly mayBeEmpty: boolean }>> = {
  threadId: { is: "the id of a thread, as thread.id gives it", mayBeEmpty: false },
  name: { is: "a text", mayBeEmpty: true },
};

/**
 * The params that a method's arguments fill. Types are not trusted: plain JavaScript calls the methods too. A thread is known by its id as
 * the server writes it.
 *
 * @throws UsageError for an argument of another kind, with what was given and what is taken.
 */
function readArguments(operation: string, fixed: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fixed).map(([field, value]: [string, unknown]) => {
      const taken = Object.hasOwn(positional, field) ? positional[field] : undefined;
      if (taken !== undefined) checkText(operation, field, value, taken);
      return [field, field === "threadId" && typeof value === "string" ? canonicalId(value) : value];
    }),
  );
}
