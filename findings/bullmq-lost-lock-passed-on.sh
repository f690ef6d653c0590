#!/usr/bin/env bash
# bullmq 6.7.0: a worker that loses the lock of a job once, and takes the job again while its first attempt still runs, loses every lock of it from then on.
# A worker renews locks by the ids of its jobs. When the first attempt ends, which counts for nothing any more, the worker forgets the id, and with it
# the second attempt, whose lock is then renewed by nobody: it stalls in good health, a third is begun beside it, and so on. Each attempt costs the next
# its lock, and no result is ever kept; `cancelJob` says of the one that runs that there is none. With `maxStalledCount` at its default the job
# fails as "stalled". It takes one break: here an event loop that stands still for longer than a lock lasts, once.
# Seen, with a lock of 1 s and attempts of 3 s, in a loop that is never late again: four attempts have ended, each with "Lock mismatch", a fifth runs.
# Where the first attempt ends before the second begins, the second completes the job, although it takes 3 s as well.
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
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, Worker } from "bullmq";

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);
const connection = { path, maxRetriesPerRequest: null };

/** A worker of one job, whose first attempt holds up the event loop, and then goes on for `restMs`; each other one takes 3 s. */
async function trial(name, restMs) {
  const queue = new Queue(name, { connection });
  const errors = [];
  let ended = 0;
  let attempts = 0;
  let slowest = 0;
  const work = async (_job, _token, _signal) => {
    const attempt = (attempts += 1);
    if (attempt === 1) for (const until = Date.now() + 2_500; Date.now() < until; );
    else {
      const begun = Date.now();
      await pause(20);
      slowest = Math.max(slowest, Date.now() - begun);
    }
    await pause(attempt === 1 ? restMs : 3_000);
    ended += 1;
  };
  const options = { connection, concurrency: 2, lockDuration: 1_000, stalledInterval: 300, maxStalledCount: 100 };
  const worker = new Worker(name, work, options);
  worker.on("error", ({ message }) => errors.push(message.replace(/ for job.*/, "")));
  const { id } = await queue.add("job", {});
  const late = Date.now() + 20_000;
  while (ended < 4 && (await queue.getJobState(id)) !== "completed" && Date.now() < late) await pause(50);
  await pause(200);
  const state = await queue.getJobState(id);
  const isFound = worker.cancelJob(id);
  await worker.close(true);
  await queue.close();
  return { state, begun: attempts, ended, isFound, mismatches: errors.filter((error) => error === "Lock mismatch").length, slowest };
}
const apart = await trial("apart", 0);
const overlapping = await trial("overlapping", 1_500);
console.log("bullmq 6.7.0: the first attempt ends before the second begins:", apart);
console.log("it ends while the second runs:", overlapping);
assert.equal(apart.state, "completed");
assert.equal(apart.begun, 2);
assert.equal(overlapping.state, "active");
assert.equal(overlapping.isFound, false);
assert.ok(overlapping.ended >= 4 && overlapping.begun > overlapping.ended && overlapping.mismatches >= 4);
assert.ok(overlapping.slowest < 500);
redis.kill();
process.exit();
PROGRAM
node finding.mjs
