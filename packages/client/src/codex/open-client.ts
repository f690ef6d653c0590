import { ApprovalBroker, OBSERVED_METHODS } from "../approvals/approval-broker.js";
import { traceApproval } from "../approvals/trace-approval.js";
import { UsageError } from "../errors/usage-error.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";
import type { ServerNotification } from "../generated/types.js";
import { Connection } from "../rpc/connection.js";
import { ThreadSession } from "../thread/thread-session.js";
import { ThreadTools } from "../tools/thread-tools.js";
import { ToolCalls } from "../tools/tool-calls.js";
import { stdioTransport } from "../transport/stdio.js";
import type { Transport } from "../transport/transport.js";
import { CLIENT_VERSION } from "./client-version.js";
import { configFlags } from "./config-flags.js";
import type { ConnectOptions, RuntimeOptions } from "./connect-options.js";
import type { ConnectionChange } from "./connection-change.js";
import { Listeners } from "./listeners.js";
import { newerRuntime } from "./newer-runtime.js";
import { WARNING_METHODS } from "./read-warning.js";
import { serverInfo, type ServerInfo } from "./server-info.js";
import { Warnings } from "./warnings.js";

/** What a {@link Codex} is made of. */
export interface ClientParts<Raw extends Rpc> {
  readonly connection: Connection;
  readonly session: ThreadSession;
  readonly rpc: Raw;
  readonly server: ServerInfo;
  readonly changes: Listeners<ConnectionChange>;
  readonly warnings: Warnings;
}

/** Opens the connection, shakes hands, and makes what lives as long as the client does. */
export async function openClient(options: ConnectOptions): Promise<ClientParts<ExperimentalRpc>> {
  const { clientInfo = defaultClientInfo, experimentalApi = false, reconnect = false, signal } = options;
  const transport = transportOf(options);
  const warnings = new Warnings(options.onWarning);
  const broker = new ApprovalBroker(options, transport.shared === true);
  const tools = new ThreadTools(experimentalApi);
  const toolCalls = new ToolCalls(tools);
  // On demand: few clients reconnect.
  const recoveryOf =
    reconnect === false ? undefined : (await import("./recovery.js")).recovery(reconnect, transport);
  const connection = await Connection.open({
    transport,
    requestTimeoutMs: options.requestTimeoutMs,
    maxInFlight: options.maxInFlight,
    retry: options.retry,
    // Only what is asked of a person is an approval: a tool of this program is not.
    onServerRequest: (request) =>
      toolCalls.answer(request) ?? traceApproval(request, () => broker.answer(request)),
    traceContext: options.traceContext,
    signal,
  });
  connection.onMethods(WARNING_METHODS, (notification) => {
    warnings.observe(notification);
  });
  connection.onMethods(OBSERVED_METHODS, (notification) => {
    broker.observe(notification as Parameters<typeof broker.observe>[0]);
  });
  connection.onMethods(["item/completed", "turn/completed"], (notification) => {
    toolCalls.observe(notification as ServerNotification);
  });
  void connection.ended.then(() => {
    broker.close();
    toolCalls.close();
  });

  const session = new ThreadSession(connection, broker, tools, transport.shared === true);
  try {
    const params = { clientInfo, capabilities: { experimentalApi } };
    const server = serverInfo(await session.rpc.initialize(params, { signal }));
    connection.notify("initialized");
    const newer = newerRuntime(server);
    if (newer !== undefined) warnings.add(newer);
    const changes = new Listeners<ConnectionChange>();
    const client = { handshake: params, server, session, broker, toolCalls, changes };
    if (recoveryOf !== undefined) connection.recoverWith(recoveryOf(client));
    return { connection, session, rpc: session.rpc, server, changes, warnings };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const defaultClientInfo = { name: "codex-typed", title: null, version: CLIENT_VERSION };

function transportOf({ transport, runtime }: ConnectOptions): Transport {
  if (transport === undefined) return runtimeTransport(runtime ?? {});
  if (runtime === undefined) return transport;
  throw new UsageError(
    "transport",
    "Give transport or runtime, not both: a transport leads to a runtime that it knows how to start.",
  );
}

function runtimeTransport({ path, env, args = [], cwd, config = {} }: RuntimeOptions): Transport {
  return stdioTransport({ path, env, cwd, args: ["app-server", ...configFlags(config), ...args] });
}
