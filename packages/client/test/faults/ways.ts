import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stdioTransport, unixSocketTransport, webSocketTransport, type Transport } from "../../src/index.js";

const program = fileURLToPath(new URL("fixtures/app-server.mjs", import.meta.url));

/** What a fault needs of the transport that reaches it. */
export interface WayOptions {
  readonly maxMessageBytes?: number;
}

/** A faulty server that can be reached. */
export interface FaultyServer extends AsyncDisposable {
  readonly transport: Transport;
}

/** The ways to reach an app-server, and how a faulty one is started for each. Short graces: some faults have to wait for them. */
export const ways = {
  /** The client starts it, and ends it. */
  stdio: async (fault: string, options: WayOptions): Promise<FaultyServer> => ({
    transport: stdioTransport({
      path: process.execPath,
      args: [program, "stdio", fault],
      shutdown: { stdinGraceMs: 150, termGraceMs: 150 },
      ...options,
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),

  /** It runs already, and lives on. */
  websocket: (fault: string, options: WayOptions): Promise<FaultyServer> =>
    listening("ws", fault, (url) => webSocketTransport({ url, closeGraceMs: 150, ...options })),

  unix: async (fault: string, options: WayOptions): Promise<FaultyServer> => {
    const folder = await mkdtemp(join(tmpdir(), "codex-typed-faults-"));
    const server = await listening(`unix:${join(folder, "socket")}`, fault, (path) =>
      unixSocketTransport(path, { closeGraceMs: 150, ...options }),
    );
    return {
      transport: server.transport,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
      },
    };
  },
} as const;

export type Way = keyof typeof ways;

async function listening(
  on: string,
  fault: string,
  dial: (address: string) => Transport,
): Promise<FaultyServer> {
  const child = spawn(process.execPath, [program, on, fault], { stdio: ["ignore", "pipe", "ignore"] });
  const gone = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const [address] = (await once(lines, "line")) as [string];
  return {
    transport: dial(address),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
