#!/usr/bin/env bash
# @openai/codex 0.171.0: `last` in `thread/tokenUsage/updated` is not always a request of the model, so that the sum of all `last` is not what was spent.
# A compaction tells three: the old one again, the request for the summary, and a guess at how large the thread is now, which nobody was charged for and which
# may be more than `total` beside it. A fork and a resume tell the old one again too. `total` is right each time: what a client adds up has to be its increase.
# Seen, with a model that reports 100 tokens for each of three requests: total 300; `last` of the compaction: 100, 100, and more than 300; after a fork: 100,
# total 300, with no request.
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

const say = (text) => ({ type: "message", id: `msg_${asked.length}`, role: "assistant", status: "completed", content: [{ type: "output_text", text, annotations: [] }] });
// A model that says one word.
const reply = () => say("Word");
const asked = [];
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked.push(JSON.parse(body));
  const events = [
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item: reply() },
    { type: "response.completed", response: { id: "r", status: "completed", usage: { input_tokens: 90, output_tokens: 10, total_tokens: 100 } } },
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
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const told = [];
const answers = new Map();
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (message.method === undefined) answers.get(message.id)(message);
    else told.push(message);
});
let lastId = 0;
const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
const call = async (method, params) => {
  const id = (lastId += 1);
  const { error, result } = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(error, undefined);
  return result;
};
async function run(threadId, text) {
  const from = told.length;
  await call("turn/start", { threadId, input: [{ type: "text", text, text_elements: [] }] });
  for (;;) {
    const end = told.slice(from).find(({ method }) => method === "turn/completed");
    if (end) return end.params.turn;
    await pause(5);
  }
}
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });
const threadId = thread.id;
const usages = (from) =>
  told
    .slice(from)
    .filter(({ method }) => method === "thread/tokenUsage/updated")
    .map(({ params: { tokenUsage } }) => ({ last: tokenUsage.last.totalTokens, total: tokenUsage.total.totalTokens }));
await run(threadId, "One");
await run(threadId, "Two");
let from = told.length;
await call("thread/compact/start", { threadId });
while (!told.slice(from).some(({ method }) => method === "turn/completed")) await pause(5);
const compaction = usages(from);
from = told.length;
await call("thread/fork", { threadId });
await pause(500);
const fork = usages(from);
const sumOfLast = usages(0).reduce((sum, { last }) => sum + last, 0);
console.log(`codex 0.171.0: ${asked.length} requests of 100 tokens:`, { compaction, fork, sumOfLast });
assert.equal(asked.length, 3);
assert.deepEqual(compaction.slice(0, 2), [{ last: 100, total: 200 }, { last: 100, total: 300 }]);
assert.equal(compaction.length, 3);
assert.equal(compaction[2].total, 300);
assert.ok(compaction[2].last > 300, "what is told last is more than the total");
assert.equal(fork.length, 1);
assert.equal(fork[0].total, 300);
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
