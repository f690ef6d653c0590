#!/usr/bin/env bash
# @openai/codex 0.171.0: `thread/read` by another process than the one that runs the turn says that the turn was interrupted, while it runs.
# Nothing in the answer parts it from a turn whose process was killed: the status is `interrupted`, `error` is null, nothing has a time of an end, the
# thread is `notLoaded` in both; `thread/turns/list` says the same. Later the same turn is `completed`. A client that looks
# whether a turn is over, so as to start it again, runs it beside itself. `thread/resume` is what knows: of the thread that runs it is refused.
# Seen: of the running and of the killed turn {"thread":"notLoaded","turn":"interrupted","error":null,"completedAt":null,"items":["userMessage"]};
# resume of the one: "already has an active writer", of the other: taken; the first turn, once its model has answered: completed.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that answers when it is let.
const waiting = [];
const model = createServer(async (request, response) => {
  for await (const _ of request);
  await new Promise((resolve) => waiting.push(resolve));
  const item = { type: "message", id: "m", role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id: "r", status: "completed", usage } },
  ];
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
});
model.listen(0, "127.0.0.1");
await once(model, "listening");

const home = join(process.cwd(), "codex-home");
mkdirSync(home);
writeFileSync(
  join(home, "config.toml"),
  `model = "m"\nmodel_provider = "local"\nsandbox_mode = "read-only"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const { resolve } = createRequire(import.meta.url);
const bin = resolve("@openai/codex/bin/codex.js");

/** A server of its own on the home that all share, in a group of its own, so that it can be killed with what it has started. */
async function open() {
  const server = spawn(process.execPath, [bin, "app-server"], {
    env: { ...process.env, CODEX_HOME: home },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const answers = new Map();
  const methods = [];
  let rest = "";
  server.stdout.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
      if (message.method === undefined) answers.get(message.id)(message);
      else methods.push(message.method);
  });
  let lastId = 0;
  const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
  const call = (method, params) =>
    new Promise((settle) => {
      answers.set((lastId += 1), settle);
      send({ id: lastId, method, params });
    });
  await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
  send({ method: "initialized" });
  return { server, call, methods };
}
async function startTurn({ call }) {
  const before = waiting.length;
  const { thread } = (await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" })).result;
  await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
  while (waiting.length === before) await pause(5);
  await pause(500);
  return thread.id;
}
const runs = await open();
const killed = await open();
const other = await open();
const running = await startTurn(runs);
const gone = await startTurn(killed);
process.kill(-killed.server.pid, "SIGKILL");
await once(killed.server, "exit");
await pause(500);

async function viewOf({ call }, threadId) {
  const { thread } = (await call("thread/read", { threadId, includeTurns: true })).result;
  const { status, error, completedAt, items } = thread.turns.at(-1);
  return { thread: thread.status.type, turn: status, error, completedAt, items: items.map(({ type }) => type) };
}
const resume = async (threadId) => (await other.call("thread/resume", { threadId })).error?.message ?? "taken";
const own = await viewOf(runs, running);
const ofRunning = await viewOf(other, running);
const ofKilled = await viewOf(other, gone);
const resumes = { running: await resume(running), killed: await resume(gone) };
console.log("codex 0.171.0: the process that runs the turn:", own);
console.log("another, of the running turn:", ofRunning);
console.log("and of a killed one:", ofKilled);
console.log("thread/resume:", resumes);
assert.equal(own.turn, "inProgress");
assert.deepEqual(ofRunning, { thread: "notLoaded", turn: "interrupted", error: null, completedAt: null, items: ["userMessage"] });
assert.deepEqual(ofKilled, ofRunning);
assert.ok(resumes.running.endsWith("already has an active writer"));
assert.equal(resumes.killed, "taken");
for (const answer of waiting) answer();
while (!runs.methods.includes("turn/completed")) await pause(5);
await pause(300);
const later = await viewOf(other, running);
console.log("later:", later);
assert.equal(later.turn, "completed");
for (const { server } of [runs, other]) {
  server.stdin.end();
  await once(server, "exit");
}
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
