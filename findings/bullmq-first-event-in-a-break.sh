#!/usr/bin/env bash
# bullmq 6.7.0 with ioredis 6.0.0: a QueueEvents whose connection breaks before it has heard a first event hears nothing of what happened meanwhile.
# It reads from a stream so that a break costs no events, and that is so once it has heard one: it goes on behind that. Until then it asks for what is new
# ("$") each time, also when it comes back, so that what happened in the break is old. `waitUntilFinished` over it waits for ever for a job that is
# done, and nothing tells of the gap. It is the case of a listener that is opened to wait for one job.
# Seen, of two listeners whose connection is cut for 2 s, in which a job completes: the one that had heard another job hears of it, and its wait
# resolves; the other one does not and its wait goes on, while it hears of the next job.
# Needs Node, npm, and redis-server on the PATH. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bullmq@6.7.0 ioredis@6.0.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, QueueEvents, Worker } from "bullmq";

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);

// The listeners come to Redis through a line that can be cut; the queue and its worker do not.
const line = join(process.cwd(), "line");
const sockets = new Set();
let isCut = false;
const server = createServer((near) => {
  if (isCut) return near.destroy();
  const far = connect(path);
  for (const socket of [near, far]) {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => (near.destroy(), far.destroy()));
  }
  near.pipe(far).pipe(near);
}).listen(line);
await once(server, "listening");
const direct = { path, maxRetriesPerRequest: null };
const queue = new Queue("queue", { connection: direct });
const worker = new Worker("queue", ({ data }) => pause(data.ms, "done"), { connection: direct, concurrency: 2 });
await worker.waitUntilReady();

async function listen() {
  const queueEvents = new QueueEvents("queue", { connection: { path: line, maxRetriesPerRequest: null } });
  const completed = [];
  queueEvents.on("error", () => undefined).on("completed", ({ jobId }) => completed.push(jobId));
  await queueEvents.waitUntilReady();
  await pause(300);
  return { queueEvents, completed };
}
const experienced = await listen();
await queue.add("first", { ms: 0 });
await pause(300);
const job = await queue.add("second", { ms: 1_500 });
await pause(200);
const fresh = await listen();
const outcomes = {};
for (const [name, { queueEvents }] of Object.entries({ experienced, fresh })) {
  outcomes[name] = "waits";
  void job.waitUntilFinished(queueEvents).then((value) => (outcomes[name] = `resolved: ${value}`));
}
await pause(100);
isCut = true;
for (const socket of sockets) socket.destroy();
await pause(2_000);
assert.equal(await job.getState(), "completed");
isCut = false;
await pause(8_000);
await queue.add("third", { ms: 0 });
await pause(500);
const seen = { experienced: experienced.completed, fresh: fresh.completed, outcomes };
console.log("bullmq 6.7.0:", seen);
assert.deepEqual(seen, {
  experienced: ["1", "2", "3"],
  fresh: ["3"],
  outcomes: { experienced: "resolved: done", fresh: "waits" },
});
redis.kill();
process.exit();
PROGRAM
node finding.mjs
