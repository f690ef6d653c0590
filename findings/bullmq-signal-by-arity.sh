#!/usr/bin/env bash
# bullmq 6.7.0: a processor that is wrapped gets no signal, and `worker.cancelJob` says of its running job that there is none.
# Whether a processor wants the AbortSignal is read off `processor.length`, once. A wrapper that hands all its arguments on, as those for logging,
# metrics or a transaction do, has the length 0; a default value ends the count as well. Nothing warns of it: the types take the function, the
# signal is undefined, `cancelJob` answers false, and `cancelAllJobs` does nothing.
# Seen: (job, token, signal): true, aborted; (...all) around it: false; (job, token, signal = none): false; jobs run to their end.
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

const path = join(process.cwd(), "socket");
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", ""], { stdio: "ignore" });
process.on("exit", () => redis.kill());
while (!existsSync(path)) await pause(10);
const connection = { path, maxRetriesPerRequest: null };
const queue = new Queue("queue", { connection });

const work = async (_job, _token, signal) => {
  await pause(300);
  return signal === undefined ? "no signal" : signal.aborted ? "aborted" : "not aborted";
};
const forms = {
  "(job, token, signal)": work,
  "(...all)": (...all) => work(...all),
  "(job, token, signal = none)": (job, token, signal = undefined) => work(job, token, signal),
};
const seen = {};
for (const [form, processor] of Object.entries(forms)) {
  const worker = new Worker("queue", processor, { connection });
  const active = once(worker, "active");
  const completed = once(worker, "completed");
  const { id } = await queue.add("job", {});
  await active;
  await pause(50);
  const state = await queue.getJobState(id);
  const isCancelled = worker.cancelJob(id);
  worker.cancelAllJobs();
  const [, result] = await completed;
  seen[form] = `${state}, cancelJob: ${isCancelled}, ${result}`;
  await worker.close();
}
console.log("bullmq 6.7.0:", seen);
assert.deepEqual(seen, {
  "(job, token, signal)": "active, cancelJob: true, aborted",
  "(...all)": "active, cancelJob: false, no signal",
  "(job, token, signal = none)": "active, cancelJob: false, no signal",
});
await queue.close();
redis.kill();
PROGRAM
node finding.mjs
