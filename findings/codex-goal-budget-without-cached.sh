#!/usr/bin/env bash
# @openai/codex 0.171.0: the `tokenBudget` of a goal counts no input that the model's provider had cached, which is most of a long thread's.
# `tokensUsed` of the goal and `thread/tokenUsage/updated` of the same turns are two different sums: the one leaves cached input out, the other has it in
# `totalTokens`. The schema says "tokenBudget" and "tokensUsed", without a word on what counts. Whoever sets a budget by the usage that
# the server reports, or shows both beside each other, is out by the factor by which the cache helps.
# Seen, with a model that reports 100 tokens in, 90 of them cached, and 5 out: a budget of 40 lasts for three turns, budgetLimited at 45 tokens used, where the
# usage of the thread is 315.
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
    { type: "response.completed", response: { id: "r", status: "completed", usage: { input_tokens: 100, input_tokens_details: { cached_tokens: 90 }, output_tokens: 5, total_tokens: 105 } } },
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
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });
const threadId = thread.id;
await call("thread/goal/set", { threadId, objective: "Say a word", status: "active", tokenBudget: 40 });
const goal = async () => (await call("thread/goal/get", { threadId })).goal;
for (let tries = 0; tries < 400 && (await goal()).status === "active"; tries += 1) await pause(50);
await pause(500);
const { status, tokenBudget, tokensUsed } = await goal();
const of = (name) => told.filter(({ method }) => method === name);
const usage = of("thread/tokenUsage/updated").at(-1).params.tokenUsage.total;
const seen = { status, tokenBudget, tokensUsed, turns: of("turn/completed").length, totalTokens: usage.totalTokens, cached: usage.cachedInputTokens };
console.log("codex 0.171.0: a goal and the thread's usage:", seen);
assert.deepEqual(seen, { status: "budgetLimited", tokenBudget: 40, tokensUsed: 45, turns: 3, totalTokens: 315, cached: 270 });
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
