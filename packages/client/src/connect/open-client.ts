import { debuglog } from "node:util";
import { UsageError } from "../errors/usage-error.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";
import { Connection } from "../rpc/connection.js";
import { lackOfRequest } from "../rpc/readable.js";
import { ProtocolConnection, type UnreadableMessage } from "../rpc/protocol-connection.js";
import { Session } from "../session/session.js";
import { Answering } from "../session/answering.js";
import { ThreadRecords } from "../session/thread-records.js";
import { stdioTransport } from "../transport/stdio/stdio.js";
import type { Transport } from "../transport/transport.js";
import { CLIENT_VERSION } from "./client-version.js";
import { checkConnectOptions } from "./known-options.js";
import { localFolders } from "./local-folder.js";
import type { ConnectOptions } from "./options.js";
import type { ConnectionChange } from "./connection-change.js";
import { Emitter } from "../lib/emitter.js";
import { unreadableWarning, WARNING_METHODS } from "./read-warning.js";
import { newerRuntime, serverInfo, type ServerInfo } from "./server-info.js";
import { Warnings } from "./warnings.js";

/** What a {@link Codex} is made of. */
export interface ClientParts<Raw extends Rpc> {
  readonly connection: Connection;
  readonly session: Session;
  readonly rpc: Raw;
  readonly server: ServerInfo;
  readonly changes: Emitter<ConnectionChange>;
  readonly warnings: Warnings;
}

/** Opens the connection, shakes hands, and makes what lives as long as the client does. */
export async function openClient(options: ConnectOptions): Promise<ClientParts<ExperimentalRpc>> {
  checkConnectOptions(options);
  const { clientInfo = defaultClientInfo, experimentalApi = false, reconnect = false, signal } = options;
  const transport = await logged(await transportOf(options));
  const shared = transport.shared === true;
  const warnings = new Warnings(options.onWarning);
  const unreadable = (message: UnreadableMessage): void => {
    warnings.addOnce(unreadableWarning(message));
  };
  const records = new ThreadRecords();
  const answering = await Answering.create(options, records, shared);
  // On demand: few clients reconnect.
  const recoveryOf =
    reconnect === false ? undefined : (await import("./recovery.js")).recovery(reconnect, transport);
  const connection = await Connection.open({
    transport,
    requestTimeoutMs: options.requestTimeoutMs,
    maxInFlight: options.maxInFlight,
    retry: options.retry,
    onServerRequest: (request) => {
      const lack = lackOfRequest(request.method, request.params);
      if (lack !== undefined) unreadable({ method: request.method, lack });
      return answering.answer(request, lack === undefined);
    },
    traceContext: options.traceContext,
    signal,
  });
  try {
    for (const method of WARNING_METHODS) {
      connection.onMethod(method, (notification) => {
        warnings.observe(notification);
      });
    }
    // The version is known once the server has answered.
    const abilities = {
      canAsk: answering.approvals.canAsk,
      optedIn: experimentalApi,
      runtimeVersion: null as string | null,
      folderOf: options.transport === undefined ? localFolders(options.runtime ?? {}) : undefined,
    };
    const session = new Session({
      connection: new ProtocolConnection(connection),
      records,
      answering,
      warnings,
      shared,
      abilities,
      onUnreadable: unreadable,
      requireLogin: options.requireLogin !== false,
    });
    const params = { clientInfo, capabilities: { experimentalApi } };
    const answer = await session.call("initialize", params, { signal });
    const server = serverInfo(answer, clientInfo.name, experimentalApi);
    abilities.runtimeVersion = server.version;
    connection.notify("initialized");
    const newer = newerRuntime(server);
    if (newer !== undefined) warnings.add(newer);
    const changes = new Emitter<ConnectionChange>();
    const client = { handshake: params, server, session, changes };
    if (recoveryOf !== undefined) connection.recoverWith(recoveryOf(client));
    return { connection, session, rpc: session.rpc, server, changes, warnings };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const defaultClientInfo = { name: "codex-typed", title: null, version: CLIENT_VERSION };

/** What programs write who set `NODE_DEBUG=codex-typed`. */
const debug = debuglog("codex-typed");

async function logged(transport: Transport): Promise<Transport> {
  if (!debug.enabled) return transport;
  const { loggedTransport } = await import("./wire-log.js");
  return loggedTransport(transport, (line) => {
    debug("%s", line);
  });
}

async function transportOf(options: ConnectOptions): Promise<Transport> {
  const { transport, runtime = {}, apiKey, baseUrl } = options;
  if (transport !== undefined && options.runtime !== undefined) {
    throw new UsageError(
      "transport",
      "Give transport or runtime, not both: a transport leads to a runtime that it knows how to start.",
    );
  }
  const { config, args = [], ...process } = runtime;
  const tables = config === undefined ? [] : [config];
  // On demand, as the flags are: few clients configure their runtime.
  if (apiKey !== undefined || baseUrl !== undefined)
    tables.push((await import("./model-access.js")).accessConfig(options));
  if (transport !== undefined) return transport;
  const flags = tables.length === 0 ? [] : (await import("./config-flags.js")).configFlags(...tables);
  return stdioTransport({ ...process, args: ["app-server", ...flags, ...args] });
}
