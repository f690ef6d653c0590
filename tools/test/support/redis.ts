// A Redis of a test's own: on a socket in a folder that goes with it, never that of the machine.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

export interface TestRedis extends AsyncDisposable {
  /** What a connection is opened with. */
  readonly url: string;
  stop(): Promise<void>;
  /** Starts it again, with what it held. */
  start(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), "redis-"));
  const url = path.join(folder, "redis.sock");
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    const args = ["--port", "0", "--unixsocket", url, "--dir", folder, "--save", "", "--appendonly", "yes"];
    server = spawn("redis-server", args, { stdio: "ignore" });
    while (!(await answers(url))) {
      if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}.`);
      await sleep(5);
    }
  };
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, "exit");
  };
  await start();
  return {
    url,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once("error", () => {
      resolve(false);
    });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
