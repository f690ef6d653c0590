// JSON-RPC over a child's stdin and stdout by the hands of others, all alike to the measured programs.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** What a peer tells of each notification. */
type Heard = (method: string, params: Readonly<Record<string, unknown>>) => void;

/** A connection to a child process. */
interface Peer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly request: (method: string, params: object) => Promise<unknown>;
}

/** Starts a server and speaks with it. */
export type Connect = (command: readonly string[], env: NodeJS.ProcessEnv, heard: Heard) => Peer;

/** Starts a server, as a peer does. */
export function start(
  [file = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  return spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
}

/** The peer of that name, if there is one. No program loads what it does not measure. */
export async function peerOf(name: string): Promise<Connect | undefined> {
  switch (name) {
    case "bare":
      return (await import("./peers/bare.js")).bare;
    case "vscode":
      return (await import("./peers/vscode-jsonrpc.js")).vscodeJsonrpc;
    case "acp":
      return (await import("./peers/acp.js")).acp;
    default:
      return undefined;
  }
}
