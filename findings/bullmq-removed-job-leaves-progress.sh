#!/usr/bin/env bash
# bullmq 6.7.0: a job that is removed as it completes leaves every progress that it ever reported in Redis, and its result as well.
# Each `updateProgress` is stored whole in the stream of events, beside the one that the job holds; the stream keeps some 10000 events of a queue,
# however large, and nothing that removes jobs (`removeOnComplete`, `queue.clean`, `job.remove`, `queue.drain`) takes theirs along. No age ends
# them. `streams: { events: { maxLen } }` on a Queue keeps fewer, until any process opens a Queue of that name without it, to add a job or to look,
# which puts 10000 back for all.
# Seen: 200 reports of 100 kB by one job with `removeOnComplete: true`, no job left: more than 20 MB in use, the first report and the result in
# the stream, until `trimEvents(0)`. getMeta().maxLenEvents: "100" with the option, "10000" after another Queue was opened.
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
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);
const connection = { path, maxRetriesPerRequest: null };
const queue = new Queue("queue", { connection, defaultJobOptions: { removeOnComplete: true } });
const client = new Redis(path);
const megabytes = async () => Math.round(Number(/used_memory:(\d+)/.exec(await client.info("memory"))[1]) / 1e6);
const work = async (job) => {
  for (let report = 1; report <= 200; report += 1) await job.updateProgress({ report, log: "x".repeat(100_000) });
  return "the result";
};
const before = await megabytes();
const worker = new Worker("queue", work, { connection });
const completed = once(worker, "completed");
const { id } = await queue.add("job", {});
await completed;
await pause(200);
await queue.drain();
await queue.clean(0, 100, "completed");
assert.equal(await queue.getJob(id), undefined);
const grown = (await megabytes()) - before;
const events = (await client.xrange("bull:queue:events", "-", "+")).map(([, fields]) => fields.join(" "));
const kept = {
  firstReport: events.some((event) => event.includes('{"report":1,')),
  reports: events.filter((event) => event.startsWith("event progress")).length,
  result: events.some((event) => event.includes("the result")),
};
console.log(`bullmq 6.7.0: no job is left; ${grown} MB are, with`, kept);
assert.deepEqual(kept, { firstReport: true, reports: 200, result: true });
assert.ok(grown >= 20);
await queue.trimEvents(0);
const trimmed = (await megabytes()) - before;
console.log(`after trimEvents(0): ${trimmed} MB`);
assert.ok(trimmed < 5);
const maxLen = async () => (await queue.getMeta()).maxLenEvents;
const careful = new Queue("queue", { connection, streams: { events: { maxLen: 100 } } });
await careful.waitUntilReady();
await pause(200);
const limits = [await maxLen()];
const careless = new Queue("queue", { connection });
await careless.waitUntilReady();
await pause(200);
limits.push(await maxLen());
console.log("maxLenEvents of a Queue that sets it, and after one that does not:", limits);
assert.deepEqual(limits.map(Number), [100, 10_000]);
await worker.close();
redis.kill();
process.exit();
PROGRAM
node finding.mjs
