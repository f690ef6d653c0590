#!/usr/bin/env bash
# @bull-board/api 9.10.1 with bullmq 6.7.0: the view that a board opens with calls a job failed which failed once, was tried again and is completed.
# BullMQ keeps reason and stack of an earlier attempt on a job that has completed. The board makes `isFailed` of either, in an answer that names no
# state, and in its view Latest takes a job's state from that: "Failed at", the time at which it completed, and the old error in place of
# the result. Under Completed the same job reads "Finished at", with its result. Where jobs have attempts, Latest cannot tell success from failure.
# Seen: state completed, returnValue "fine", attempts 2: isFailed true, failedReason "first"; a job that has really failed: isFailed true as well.
# Needs Node, npm, and redis-server on the PATH. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bullmq@6.7.0 ioredis@6.0.0 express@5.3.0 \
  @bull-board/api@9.10.1 @bull-board/ui@9.10.1 @bull-board/express@9.10.1
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Queue, Worker } from "bullmq";
import express from "express";

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);
const connection = { path, maxRetriesPerRequest: null };
const queue = new Queue("queue", { connection });
const serverAdapter = new ExpressAdapter();
serverAdapter.setBasePath("/board");
createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter });
const server = express().use("/board", serverAdapter.getRouter()).listen(0, "127.0.0.1");
await once(server, "listening");

const work = ({ name, attemptsMade }) => {
  if (name === "always" || (name === "once" && attemptsMade === 0)) throw new Error("first");
  return "fine";
};
const worker = new Worker("queue", work, { connection });
await queue.addBulk(["never", "once", "always"].map((name) => ({ name, data: {}, opts: { attempts: 2 } })));
const isDone = async () => (await queue.getJobCountByTypes("completed", "failed")) === 3;
for (let tries = 0; tries < 200 && !(await isDone()); tries += 1) await pause(50);

const url = `http://127.0.0.1:${server.address().port}/board/api/queues?activeQueue=queue&status=latest&page=1&jobsPerPage=10`;
const { queues } = await (await fetch(url)).json();
const seen = {};
for (const { id, name, isFailed, failedReason, returnValue, attempts, ...rest } of queues[0].jobs) {
  assert.ok(!("state" in rest || "status" in rest));
  seen[name] = { state: await queue.getJobState(id), isFailed, failedReason, returnValue, attempts };
}
console.log("bull-board 9.10.1:", seen);
assert.deepEqual(seen, {
  never: { state: "completed", isFailed: false, failedReason: undefined, returnValue: "fine", attempts: 1 },
  once: { state: "completed", isFailed: true, failedReason: "first", returnValue: "fine", attempts: 2 },
  always: { state: "failed", isFailed: true, failedReason: "first", returnValue: null, attempts: 2 },
});
await worker.close();
redis.kill();
process.exit();
PROGRAM
node finding.mjs
