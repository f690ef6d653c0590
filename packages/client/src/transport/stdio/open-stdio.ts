import { findRuntime } from "./runtime-binary.js";
import { signalTree } from "./process-tree.js";
import { spawnRuntime, type SpawnRequest } from "./spawn-runtime.js";
import { StdioChannel, type StdioChannelOptions } from "./stdio-channel.js";
import type { TransportChannel, TransportSink } from "../transport.js";

/** A process to start, and how to speak with it. Without a path it is the installed runtime. */
export type StdioTarget = Omit<SpawnRequest, "path"> &
  StdioChannelOptions & { readonly path?: string | undefined };

/** Starts a runtime and opens its pipes. All that only processes need is imported from here, on demand. */
export async function openStdio(
  target: StdioTarget,
  sink: TransportSink,
  signal: AbortSignal | undefined,
): Promise<TransportChannel> {
  const { path } = findRuntime({ path: target.path });
  const runtime = await spawnRuntime({ ...target, path }, signal);
  try {
    return new StdioChannel(runtime, sink, target);
  } catch (error) {
    // Nobody else knows of the process.
    signalTree(runtime.pid, "SIGKILL");
    throw error;
  }
}
