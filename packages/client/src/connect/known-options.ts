import { UsageError } from "../errors/usage-error.js";
import { checkSignal } from "../lib/abort.js";
import { checkTimeout } from "../lib/deadline.js";
import { describeValue, isRecord } from "../lib/guards.js";
import { unknownName } from "../lib/unknown-name.js";
import type { RetryOptions } from "../rpc/backoff.js";
import type { ConnectOptions, RuntimeOptions } from "./options.js";

type KeyOf<Options> = Options extends unknown ? keyof Options : never;

/** An option that is missing here, or is none any more, does not compile. */
const connectOptions: Readonly<Record<KeyOf<ConnectOptions>, true>> = {
  runtime: true,
  transport: true,
  reconnect: true,
  clientInfo: true,
  experimentalApi: true,
  onApproval: true,
  approvalTimeoutMs: true,
  persistentGrants: true,
  onWarning: true,
  requireLogin: true,
  apiKey: true,
  baseUrl: true,
  requestTimeoutMs: true,
  maxInFlight: true,
  retry: true,
  traceContext: true,
  signal: true,
};
const runtimeOptions: Readonly<Record<keyof RuntimeOptions, true>> = {
  path: true,
  env: true,
  args: true,
  cwd: true,
  config: true,
  onStderr: true,
};
const retryOptions: Readonly<Record<keyof RetryOptions, true>> = {
  maxElapsedMs: true,
  initialDelayMs: true,
  maxDelayMs: true,
};
const clientInfo: Readonly<Record<KeyOf<NonNullable<ConnectOptions["clientInfo"]>>, true>> = {
  name: true,
  title: true,
  version: true,
};

/**
 * Refuses what plain JavaScript may give as options: one that is misspelt would be passed over in silence.
 *
 * @throws UsageError which names it, and the option that was probably meant.
 */
export function checkConnectOptions(options: ConnectOptions): void {
  refuseUnknown("Codex.connect", "option", options, connectOptions);
  if (options.signal !== undefined) checkSignal("Codex.connect", options.signal);
  if (options.runtime !== undefined) checkRuntimeOptions(options.runtime);
  if (options.retry !== undefined && options.retry !== false) {
    refuseUnknown("retry", "member", options.retry, retryOptions);
    for (const [name, ms] of Object.entries(options.retry))
      if (ms !== undefined) checkTimeout(`retry.${name}`, ms);
  }
  if (options.clientInfo !== undefined) {
    refuseUnknown("clientInfo", "member", options.clientInfo, clientInfo);
    for (const member of ["name", "version"] as const) {
      const value: unknown = options.clientInfo[member];
      if (typeof value !== "string")
        throw new UsageError(
          "clientInfo",
          `clientInfo.${member} must be a text, not ${describeValue(value)}.`,
        );
    }
  }
  const transport: unknown = options.transport;
  if (transport !== undefined && !(isRecord(transport) && typeof transport["open"] === "function")) {
    throw new UsageError(
      "transport",
      "Codex.connect: transport must be one, such as webSocketTransport({ url }) or unixSocketTransport(path).",
    );
  }
}

function checkRuntimeOptions(runtime: RuntimeOptions): void {
  refuseUnknown("runtime", "option", runtime, runtimeOptions);
  const { args, env, onStderr }: { readonly [Name in keyof RuntimeOptions]: unknown } = runtime;
  const refuse = (option: string, is: string, value: unknown): UsageError =>
    new UsageError(option, `runtime.${option} must be ${is}, not ${describeValue(value)}.`);
  if (onStderr !== undefined && typeof onStderr !== "function")
    throw refuse("onStderr", "a function", onStderr);
  if (args !== undefined && !Array.isArray(args)) throw refuse("args", "a list of texts", args);
  if (env !== undefined && !isRecord(env)) throw refuse("env", "an object of variables", env);
}

function refuseUnknown(of: string, what: string, given: unknown, known: object): void {
  if (!isRecord(given)) {
    throw new UsageError(of, `${of}: the options must be an object, not ${describeValue(given)}.`);
  }
  const names = Object.keys(known);
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !names.includes(name)) throw unknownName(name, what, { of, names });
}
