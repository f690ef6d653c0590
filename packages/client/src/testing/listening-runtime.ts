import { mkdtemp, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Escalation } from "../transport/stdio/escalation.js";
import { endOnExit } from "../transport/stdio/exit-guard.js";
import { killLeftovers } from "../transport/stdio/process-tree.js";
import { findRuntime } from "../transport/stdio/runtime-binary.js";
import { spawnRuntime, type SpawnedRuntime } from "../transport/stdio/spawn-runtime.js";
import { StderrTail } from "../transport/stdio/stderr-tail.js";
import { TestingError } from "./errors.js";
import { removeFolder } from "./fresh-folder.js";
import type { TestRuntime } from "./test-runtime.js";
import { watchThisProcess } from "./watchdog.js";

/**
 * Options of {@link startListeningRuntime}.
 *
 * @example
 * ```ts
 * const options: ListeningRuntimeOptions = { listen: "ws", token: "a-token-for-this-test" };
 * ```
 */
export interface ListeningRuntimeOptions {
  /** On a free port of 127.0.0.1 (`ws`, the default), or on a unix socket in a folder of its own. */
  readonly listen?: "ws" | "unix";
  /** The token that clients must show. Only with `ws`. Default: none is asked for. */
  readonly token?: string;
}

/**
 * A runtime that clients dial. It lives on when they leave.
 *
 * @example
 * ```ts
 * const runtime: ListeningRuntime = await startListeningRuntime(test);
 * ```
 */
export interface ListeningRuntime extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT`, or the path of the socket. */
  readonly address: string;
  /** The file with the token, where one is asked for. */
  readonly tokenFile: string | undefined;
  /** For a test that kills or stops it. */
  readonly pid: number;
  /** Ends the process. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the real runtime so that it listens on a socket: for tests of what dials one, reconnects to one, or shares one. It ends with
 * this process, also where that is killed (on Windows: unless it is killed).
 *
 * @throws TestingError if the runtime ends instead of listening.
 * @example
 * ```ts
 * import { webSocketTransport } from "@codex-typed/client";
 *
 * await using test = await startTestRuntime();
 * await using runtime = await startListeningRuntime(test);
 * await using codex = await Codex.connect({ transport: webSocketTransport({ url: runtime.address }) });
 * ```
 */
export async function startListeningRuntime(
  { runtime }: Pick<TestRuntime, "runtime">,
  { listen = "ws", token }: ListeningRuntimeOptions = {},
): Promise<ListeningRuntime> {
  // Not in the test's home: the path of a socket has 107 bytes at most.
  const folder = await mkdtemp(join(tmpdir(), "codex-"));
  const socket = join(folder, "codex.sock");
  const tokenFile = token === undefined ? undefined : join(folder, "token");
  if (tokenFile !== undefined) await writeFile(tokenFile, `${token ?? ""}\n`, { mode: 0o600 });
  const auth = tokenFile === undefined ? [] : ["--ws-auth", "capability-token", "--ws-token-file", tokenFile];
  const url = listen === "ws" ? "ws://127.0.0.1:0" : `unix://${socket}`;

  const { env, cwd } = runtime;
  const { path } = findRuntime({ path: runtime.path });
  const spawned = await spawnRuntime({ path, args: ["app-server", "--listen", url, ...auth], cwd, env });
  const { pid } = spawned;
  const end = watchEnd(spawned, watchThisProcess(pid, folder));
  const stop = async (): Promise<void> => {
    const escalation = new Escalation(spawned, { stdinGraceMs: 0 });
    await end;
    escalation.stop();
    await removeFolder(folder);
  };
  try {
    const address = listen === "ws" ? await announced(spawned, end) : await accepting(socket, end);
    return { address, tokenFile, pid, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves with what is to be said of its end when the process is gone. */
function watchEnd({ child, pid }: SpawnedRuntime, watchdog: Disposable): Promise<TestingError> {
  const stderr = new StderrTail();
  const guard = endOnExit(pid);
  child.stdout.resume();
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      guard[Symbol.dispose]();
      watchdog[Symbol.dispose]();
      killLeftovers(pid);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(
        new TestingError(
          `The runtime does not listen: it ended with ${String(signal ?? code)}. ${stderr.lastLines()}`,
        ),
      );
    });
  });
}

/** The URL that the runtime prints on stderr once it listens on a port. */
function announced({ child }: SpawnedRuntime, end: Promise<TestingError>): Promise<string> {
  return new Promise((resolve, reject) => {
    void end.then(reject);
    let printed = "";
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const [, url] = /listening on: (ws:\S+)\s/.exec(printed) ?? [];
      if (url === undefined) return;
      child.stderr.off("data", read);
      resolve(url);
    };
    child.stderr.on("data", read);
  });
}

/** Of a unix socket it prints nothing: it listens when it takes a connection. */
async function accepting(path: string, end: Promise<TestingError>): Promise<string> {
  let ended: TestingError | undefined;
  void end.then((error) => (ended = error));
  while (ended === undefined) {
    if (await takesConnection(path)) return path;
    await pause(10);
  }
  throw ended;
}

function takesConnection(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
