import { fileURLToPath } from "node:url";
import { stdioTransport, type Transport } from "../../src/index.js";

const program = fileURLToPath(new URL("fixtures/app-server.mjs", import.meta.url));

/** What a fault needs of the transport that reaches it. */
export interface WayOptions {
  readonly maxMessageBytes?: number;
}

/** A faulty server that can be reached. */
export interface FaultyServer extends AsyncDisposable {
  readonly transport: Transport;
}

/** The ways to reach an app-server, and how a faulty one is started for each. */
export const ways = {
  /** The client starts it, and ends it. Short graces: some faults have to wait for them. */
  stdio: async (fault: string, options: WayOptions): Promise<FaultyServer> => ({
    transport: stdioTransport({
      path: process.execPath,
      args: [program, "stdio", fault],
      shutdown: { stdinGraceMs: 150, termGraceMs: 150 },
      ...options,
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
} as const;

export type Way = keyof typeof ways;
