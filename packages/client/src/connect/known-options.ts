import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";
import { unknownName } from "../lib/unknown-name.js";
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
  if (options.runtime !== undefined) refuseUnknown("runtime", "option", options.runtime, runtimeOptions);
  const onStderr: unknown = options.runtime?.onStderr;
  if (onStderr !== undefined && typeof onStderr !== "function")
    throw new UsageError("onStderr", `runtime.onStderr must be a function, not ${describeValue(onStderr)}.`);
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

function refuseUnknown(of: string, what: string, given: unknown, known: object): void {
  if (!isRecord(given)) {
    throw new UsageError(of, `${of}: the options must be an object, not ${describeValue(given)}.`);
  }
  const names = Object.keys(known);
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !names.includes(name)) throw unknownName(name, what, { of, names });
}
