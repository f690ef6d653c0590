#!/usr/bin/env bash
# bullmq 6.7.0: an attempt that has lost its job still writes it. `updateData` and `updateProgress` look at no lock, and succeed also after another
# attempt has completed the job.
# Its end is refused, as is `moveToDelayed` ("Missing lock"), so that the job seems guarded; but what it stores takes the place of what the valid attempt
# has stored, whose result stands beside it, and listeners are told of progress after they were told of completion. Checkpoints kept in `data`
# go back to those of the lost attempt, for the next one that reads them. Only `extendLock` tells the two apart: 0 and no error.
# Seen: completed with the result "second", then data {"by":"first"}, progress "first"; events: completed, progress; extendLock: 0.
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
const events = [];
for (const event of ["progress", "completed"]) queueEvents.on(event, ({ data, returnvalue }) => events.push(`${event} ${data ?? returnvalue}`));
await queueEvents.waitUntilReady();
await pause(200);

// The first attempt cannot renew its lock, and goes on until the second one has completed the job.
const settings = { connection, lockDuration: 500, stalledInterval: 250 };
const isCompleted = once(queueEvents, "completed");
let lateWrites;
const first = new Worker(
  "queue",
  async (job, token) => {
    await isCompleted;
    await job.updateData({ by: "first" });
    await job.updateProgress("first");
    const lock = await job.extendLock(token, 1_000);
    const delayed = await job.moveToDelayed(Date.now(), token).catch(({ message }) => message);
    lateWrites = { extendLock: lock, moveToDelayed: delayed };
  },
  { ...settings, skipLockRenewal: true },
);
first.on("error", () => undefined);
const active = once(first, "active");
const { id } = await queue.add("job", { by: "nobody" });
await active;
const second = new Worker(
  "queue",
  async (job) => {
    await job.updateData({ by: "second" });
    await job.updateProgress("second");
    return "second";
  },
  settings,
);
for (let tries = 0; tries < 200 && lateWrites === undefined; tries += 1) await pause(50);
await pause(300);
const { data, progress, returnvalue } = await queue.getJob(id);
const seen = { state: await queue.getJobState(id), returnvalue, data, progress, events, ...lateWrites };
console.log("bullmq 6.7.0:", seen);
assert.deepEqual(seen, {
  state: "completed",
  returnvalue: "second",
  data: { by: "first" },
  progress: "first",
  events: ["progress second", "completed second", "progress first"],
  extendLock: 0,
  moveToDelayed: `Missing lock for job ${id}. moveToDelayed`,
});
await Promise.all([first.close(true), second.close(true), queueEvents.close(), queue.close()]);
redis.kill();
process.exit();
PROGRAM
node finding.mjs
