#!/usr/bin/env bash
# bullmq 6.7.0: a job that is cancelled with a reason fails for the reason "null"; one that is cancelled without has its words.
# `cancelJob(id, reason)` takes a string and makes it the signal's reason, which is what `signal.throwIfAborted()` throws, and `fetch` and all else that keeps
# to the signal rejects with. A string has no `message`: what is stored, and told to every listener, is the four letters, and `waitUntilFinished`
# rejects with them. No stack is kept either. A processor that makes an Error of the reason, as in the manual, has none of this.
# Seen: "Wanted by Ada" by fetch and by throwIfAborted: failedReason "null", stacktrace []; no reason: "This operation was aborted".
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
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, QueueEvents, Worker } from "bullmq";

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);
const connection = { path, maxRetriesPerRequest: null };
const queue = new Queue("queue", { connection });
const queueEvents = new QueueEvents("queue", { connection });
await queueEvents.waitUntilReady();

const silent = createServer(() => undefined).listen(0, "127.0.0.1");
await once(silent, "listening");
const url = `http://127.0.0.1:${silent.address().port}`;
const ways = {
  fetch: (signal) => fetch(url, { signal }),
  throwIfAborted: async (signal) => {
    await once(signal, "abort");
    signal.throwIfAborted();
  },
};
const worker = new Worker("queue", ({ name }, _token, signal) => ways[name](signal), { connection });
const seen = [];
for (const way of Object.keys(ways))
  for (const reason of [undefined, "Wanted by Ada"]) {
    const active = once(worker, "active");
    const { id } = await queue.add(way, {});
    await active;
    await pause(100);
    const added = await queue.getJob(id);
    const rejection = added.waitUntilFinished(queueEvents).then(assert.fail, ({ message }) => message);
    assert.equal(worker.cancelJob(id, reason), true);
    const rejected = await rejection;
    const { failedReason, stacktrace } = await queue.getJob(id);
    seen.push({ way, reason, failedReason, rejected, stacks: stacktrace.length });
  }
console.log("bullmq 6.7.0:", seen);
for (const { reason, failedReason, rejected, stacks } of seen) {
  assert.equal(failedReason, reason === undefined ? "This operation was aborted" : "null");
  assert.equal(rejected, failedReason);
  assert.equal(stacks, reason === undefined ? 1 : 0);
}
redis.kill();
process.exit();
PROGRAM
node finding.mjs
