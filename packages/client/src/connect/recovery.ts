import { UsageError } from "../errors/usage-error.js";
import type { InitializeParams } from "../generated/types.js";
import type { Recovery } from "../rpc/connection-options.js";
import { reconnectSettings, redial, type ReconnectOptions } from "../rpc/reconnect.js";
import { callChecked, type ProtocolCall } from "../rpc/protocol-connection.js";
import type { Session } from "../session/session.js";
import { ConnectionClosedError } from "../transport/connection-closed-error.js";
import type { Transport } from "../transport/transport.js";
import type { ConnectionChange } from "./connection-change.js";
import type { Emitter } from "../lib/emitter.js";
import { serverInfo, type ServerInfo } from "./server-info.js";

/** What of a client must be made good on a new connection. */
export interface Recoverable {
  readonly handshake: InitializeParams;
  readonly server: ServerInfo;
  readonly session: Session;
  readonly changes: Emitter<ConnectionChange>;
}

/**
 * How a client's connection is restored: the handshake, then every thread.
 *
 * @throws UsageError for options out of range, and where there would be nothing to reconnect to.
 */
export function recovery(
  reconnect: true | ReconnectOptions,
  transport: Transport,
): (client: Recoverable) => Recovery {
  if (transport.shared !== true) {
    throw new UsageError(
      "reconnect",
      "A server that is this client's alone ends with its connection: there is nothing to reconnect to. Let it listen on a socket.",
    );
  }
  const settings = reconnectSettings(reconnect === true ? {} : reconnect);
  return ({ handshake, server, session, changes }) => ({
    redial: (drop, dial, signal) => redial(settings, drop, dial, signal),
    onDropped: (error) => {
      session.hold(error);
      changes.emit({ state: "disconnected", error });
    },
    restore: async (link) => {
      const call: ProtocolCall = (method, params, options) =>
        callChecked((...sent) => link.request(...sent), method, params, options);
      const answer = await call("initialize", handshake);
      refuseOther(server, serverInfo(answer, handshake.clientInfo.name, session.abilities.optedIn));
      link.notify("initialized");
      const recovered = await session.restore(call, () => link.forgetRequests());
      changes.emit({ state: "connected", ...recovered });
    },
  });
}

/** A server of another version, or with another home, knows other threads and may mean other things by the same words. */
function refuseOther(before: ServerInfo, now: ServerInfo): void {
  if (before.version === now.version && before.codexHome === now.codexHome) return;
  const describe = ({ version, codexHome }: ServerInfo): string => `codex ${String(version)} in ${codexHome}`;
  throw new ConnectionClosedError(
    `The connection broke, and another server answers in its place: ${describe(now)}, where it was ${describe(before)}. Connect anew.`,
    { reason: "exited" },
  );
}
