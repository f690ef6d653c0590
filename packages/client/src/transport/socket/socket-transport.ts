import type { Transport } from "../transport.js";
import type { SocketSettings, SocketTarget } from "./socket-options.js";

/** A transport to a server that others may dial too. */
export function socketTransport(target: SocketTarget, settings: SocketSettings): Transport {
  return {
    shared: true,
    async open(sink, { signal } = {}) {
      // On demand, so that who starts the runtime over stdio does not load it.
      const { dial } = await import("./dial.js");
      return dial(target, settings, sink, signal);
    },
  };
}
