import type { OnApproval } from "../approvals/handler.js";
import { Codex } from "../codex/codex.js";
import type { Asking, ConnectOptions, Experimental } from "../connect/options.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";
import type { ApprovalMode, UnattendedMode } from "../operation/approval-mode.js";
import { stdioTransport } from "../transport/stdio/stdio.js";
import { watchConfiguration, type ConfigurationWatch } from "./configuration-watch.js";
import { TestingError } from "./errors.js";
import { machineConfiguration, type MachineConfiguration } from "./machine-configuration.js";
import { startTestRuntime, type TestRuntime, type TestRuntimeOptions } from "./test-runtime.js";

/**
 * Options of {@link startTestCodex}: those of the home, and those of the client.
 *
 * @example
 * ```ts
 * const options: TestCodexOptions = { model: "gpt-5.5", onApproval: () => "decline" };
 * ```
 */
export interface TestCodexOptions
  extends TestRuntimeOptions, Omit<ConnectOptions, "runtime" | "transport" | "apiKey" | "baseUrl"> {}

/**
 * A scripted model, a home, and a client of a runtime that runs there.
 *
 * @example
 * ```ts
 * const test: TestCodex = await startTestCodex();
 * ```
 */
export interface TestCodex<
  Mode extends ApprovalMode = UnattendedMode,
  Raw extends Rpc = Rpc,
> extends TestRuntime {
  /** The client, connected to the runtime that runs in the home. */
  readonly codex: Codex<Mode, Raw>;
  /**
   * Closes the client and the model and removes the home. Whether the model's script was followed to its end it does not ask: that is
   * `model.assertDone()`.
   *
   * @throws TestingError if the runtime said meanwhile that it could not read its configuration.
   */
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Runs the real runtime offline, in a fresh home and with a scripted model, and connects to it.
 *
 * What the machine itself says (administrators' requirements, a managed or the system's configuration) no home shuts out. Where there is any,
 * a process warning names it once, with the code `CODEX_TYPED_MACHINE_CONFIGURATION`.
 *
 * @returns The client and what is around it. The client takes the mode `ask` if `onApproval` was given.
 * @throws TestingError if the runtime could not read its configuration: it would have started with defaults, without
 * the scripted model. So it does where the machine's configuration puts another model in the scripted one's place.
 * @example
 * ```ts
 * await using test = await startTestCodex();
 * test.model.enqueue(message("Hello"));
 * const thread = await test.codex.startThread();
 * expect((await thread.run("Hi")).finalResponse).toBe("Hello");
 * ```
 */
export function startTestCodex(
  options: TestCodexOptions & Asking & Experimental,
): Promise<TestCodex<ApprovalMode, ExperimentalRpc>>;
export function startTestCodex(options: TestCodexOptions & Asking): Promise<TestCodex<ApprovalMode>>;
export function startTestCodex(
  options: TestCodexOptions & Experimental,
): Promise<TestCodex<UnattendedMode, ExperimentalRpc>>;
export function startTestCodex(options?: TestCodexOptions): Promise<TestCodex>;
export async function startTestCodex(
  options: TestCodexOptions = {},
): Promise<TestCodex<ApprovalMode, ExperimentalRpc>> {
  const test = await startTestRuntime(homeOptions(options));
  const watch = watchConfiguration(stdioTransport(test.runtime));
  let codex: Codex<ApprovalMode, ExperimentalRpc> | undefined;
  const dispose = async (): Promise<void> => {
    await codex?.close();
    await test.close();
  };
  try {
    codex = await connect(watch, options);
    // Warnings about the configuration come before the answer to the first request, which is a refusal if it is broken.
    const [config, rules] = await Promise.all([
      codex.rpc.config.read({ includeLayers: true }).catch(() => undefined),
      codex.rpc.configRequirements.read().catch(() => undefined),
    ]);
    refuseProblem(watch);
    if (config !== undefined) tellOfMachine(machineConfiguration(config, rules?.requirements));
  } catch (error) {
    await dispose();
    throw error;
  }
  const close = async (): Promise<void> => {
    await dispose();
    refuseProblem(watch);
  };
  return { ...test, codex, close, [Symbol.asyncDispose]: close };
}

/** The overloads of `connect` tell apart what is known here only at run time. */
function connect(
  watch: ConfigurationWatch,
  options: TestCodexOptions,
): Promise<Codex<ApprovalMode, ExperimentalRpc>> {
  const { clientInfo, experimentalApi, onApproval, approvalTimeoutMs, persistentGrants } = options;
  const { onWarning, requestTimeoutMs, maxInFlight, retry, traceContext, signal, requireLogin } = options;
  return Codex.connect({
    transport: watch.transport,
    clientInfo,
    experimentalApi: experimentalApi as true,
    onApproval: onApproval as OnApproval,
    approvalTimeoutMs,
    persistentGrants,
    onWarning,
    requestTimeoutMs,
    maxInFlight,
    retry,
    traceContext,
    signal,
    requireLogin,
  });
}

function homeOptions({ model, config, env, parent, path }: TestCodexOptions): TestRuntimeOptions {
  return {
    ...(model === undefined ? {} : { model }),
    ...(config === undefined ? {} : { config }),
    ...(env === undefined ? {} : { env }),
    ...(parent === undefined ? {} : { parent }),
    ...(path === undefined ? {} : { path }),
  };
}

const told = new Set<string>();

function tellOfMachine({ sources, takesTheModel }: MachineConfiguration): void {
  const list = sources.join("; ");
  if (takesTheModel) {
    throw new TestingError(
      "The runtime would not ask the scripted model: the configuration of this machine puts another in its place " +
        `(${list}). Run the test where that is not there, in a container for example.`,
    );
  }
  if (list === "" || told.has(list)) return;
  told.add(list);
  process.emitWarning(
    "The configuration of this machine holds in test homes too, so that tests may behave differently here " +
      `than elsewhere: ${list}.`,
    { type: "CodexTestWarning", code: "CODEX_TYPED_MACHINE_CONFIGURATION" },
  );
}

function refuseProblem({ problem }: ConfigurationWatch): void {
  if (problem !== undefined)
    throw new TestingError(`The runtime runs without the test's configuration. ${problem}`);
}
