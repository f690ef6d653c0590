#!/usr/bin/env bash
# @openai/codex 0.171.0: after `turn/interrupt` the command goes on that the model was waiting for, and the client is told that the turn has ended.
# It is no command that was put in the background: the turn had nothing else to do. `turn/completed` says interrupted, with the command's item still
# open; the command does all that it has yet to do, and its item is told as completed, with exit code 0, seconds after the turn it belongs to.
# A client that the user has told to stop, and that then works on the same files, works beside it.
# Seen: turn interrupted, item inProgress, file not written; 3 s later the file is there, and item/completed says completed, exit code 0.
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
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that has a command run, and waits for it.
let replies = 0;
const model = createServer(async (request, response) => {
  for await (const _ of request);
  const id = `r_${(replies += 1)}`;
  const args = JSON.stringify({ cmd: "touch begun; sleep 3; touch written", yield_time_ms: 25_000 });
  const item = { type: "function_call", id, call_id: `call_${id}`, status: "completed", name: "exec_command", arguments: args };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: "response.created", response: { id, status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id, status: "completed", usage } },
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
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
send({ method: "initialized" });
const cwd = join(process.cwd(), "work");
mkdirSync(cwd);
const exists = (name) => existsSync(join(cwd, name));
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "danger-full-access", cwd });
const threadId = thread.id;
const { turn } = await call("turn/start", { threadId, input: [{ type: "text", text: "Go", text_elements: [] }] });
while (!exists("begun")) await pause(20);
await call("turn/interrupt", { threadId, turnId: turn.id });
const isEnd = ({ method }) => method === "turn/completed";
while (!told.some(isEnd)) await pause(5);
const ofCommand = (method) => (message) => message.method === method && message.params.item.type === "commandExecution";
const atTheEnd = {
  turn: told.find(isEnd).params.turn.status,
  item: told.find(ofCommand("item/started")).params.item.status,
  completed: told.some(ofCommand("item/completed")),
  written: exists("written"),
};
console.log("codex 0.171.0: when the turn has ended:", atTheEnd);
assert.deepEqual(atTheEnd, { turn: "interrupted", item: "inProgress", completed: false, written: false });
for (let tries = 0; tries < 200 && !told.some(ofCommand("item/completed")); tries += 1) await pause(50);
const { turnId, item } = told.find(ofCommand("item/completed")).params;
const later = { item: item.status, exitCode: item.exitCode, written: exists("written"), requests: replies };
console.log("some seconds later:", later);
assert.deepEqual(later, { item: "completed", exitCode: 0, written: true, requests: 1 });
assert.equal(turnId, turn.id);
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
