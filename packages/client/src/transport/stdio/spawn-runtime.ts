import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { accessSync, constants } from "node:fs";
import type { CodexError } from "../../errors/codex-error.js";
import { isError } from "../../errors/is-error.js";
import { missingPermission } from "../../errors/missing-permission.js";
import { UsageError } from "../../errors/usage-error.js";
import { folderFault } from "../../lib/folder-fault.js";
import { ConnectionClosedError } from "../connection-closed-error.js";
import { ownTree, signalTree } from "./process-tree.js";
import { RuntimeNotFoundError } from "./runtime-not-found-error.js";

export interface SpawnRequest {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A process that runs: it has a pid, and its `error` event is handled. */
export interface SpawnedRuntime {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
}

/** Resolves once the process runs. Rejects with `signal.reason` on an abort; then nothing is left running. */
export async function spawnRuntime(request: SpawnRequest, signal?: AbortSignal): Promise<SpawnedRuntime> {
  signal?.throwIfAborted();
  const child = start(request);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    // Stays on: a failure to signal the process later is an `error` event too, and unhandled it would throw.
    child.on("error", (error) => reject(spawnFailure(request, error)));
  });
  const { pid } = child;
  if (pid === undefined) throw spawnFailure(request, undefined);
  if (signal?.aborted === true) {
    signalTree(pid, "SIGKILL");
    signal.throwIfAborted();
  }
  return { child, pid };
}

function start(request: SpawnRequest): ChildProcessWithoutNullStreams {
  const { path, args, cwd, env } = request;
  try {
    return spawn(path, args, {
      ...ownTree,
      cwd,
      // Given means exactly this: nothing is inherited.
      env: env === undefined ? process.env : { ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (cause) {
    // Some failures of the system call come as an event, others (ENOTDIR, E2BIG) are thrown.
    throw spawnFailure(request, cause);
  }
}

function spawnFailure({ path, cwd }: SpawnRequest, cause: unknown): CodexError {
  // Node lists the arguments there, and a configuration override may hold a key.
  if (isError(cause)) Reflect.deleteProperty(cause, "spawnargs");
  const denied = missingPermission(`start ${path}`, cause);
  if (denied !== undefined) return denied;
  // The system call says ENOENT of the binary even where it is the working directory that is missing.
  const fault = cwd === undefined ? undefined : faultOfDirectory(cwd);
  if (fault !== undefined)
    return new UsageError("cwd", `The working directory ${cwd ?? ""} ${fault}.`, { cause });

  const code = codeOf(cause);
  if (code.startsWith("ERR_") || code === "E2BIG") {
    // Without the cause: Node's message quotes the value, which may be a secret of the environment.
    return new UsageError(
      "runtime",
      `The runtime's args, cwd or env cannot be passed to a process (${code}).`,
    );
  }
  const message = `The codex runtime could not be started (${code}).`;
  if (outOfResources.has(code)) return new ConnectionClosedError(message, { reason: "exited", cause });
  return new RuntimeNotFoundError(
    message,
    [path],
    "Check that it is a binary for this platform that you may execute.",
    { cause },
  );
}

const outOfResources = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

function faultOfDirectory(path: string): string | undefined {
  const fault = folderFault(path);
  if (fault !== undefined) return fault;
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return `cannot be entered (${codeOf(error)})`;
  }
}

function codeOf(error: unknown): string {
  return isError(error) && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
