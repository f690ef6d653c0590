#!/usr/bin/env bash
# @openai/codex 0.171.0: what waits in a thread's queue (`thread/queue/add`) is run after a turn that failed, and not after one that was interrupted.
# Then it stays there on an idle thread, where an `add` is otherwise run at once, and so does what is added later; `thread/queue/list` is the same as of a queue that is
# about to run, and nothing says that it is held. The next turn that somebody starts sets it going: both then follow, in turns that nobody expects any more.
# `thread/queue/start` runs the first by hand.
# Seen: after a failed turn: 1 request, queue empty. After an interrupted one, for 2 s: none, 1 in the queue; another added: none, 2 in the queue; after a
# turn of the client's own: "Mine", "Queued", "Later", queue empty. After `thread/queue/start`: 1 request, queue empty.
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
// A model that says one word, thinks for as long as it is set to, and fails where it is set to.
const reply = () => say("Word");
let thinking = null;
let think = null;
let fails = null;
const asked = [];
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked.push(JSON.parse(body));
  await thinking;
  if (fails) return void response.writeHead(400).end('{"error":{"message":"No"}}');
  const events = [
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item: reply() },
    { type: "response.completed", response: { id: "r", status: "completed", usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } } },
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
const start = async () => (await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" })).thread.id;
const input = (text) => [{ type: "text", text, text_elements: [] }];
const add = (threadId, text) => call("thread/queue/add", { threadId, input: input(text), clientUserMessageId: text });
const waiting = async (threadId) => (await call("thread/queue/list", { threadId })).data.length;
const texts = () => asked.map((body) => body.input.findLast(({ role }) => role === "user").content.at(-1).text);
const ended = () => told.filter(({ method }) => method === "turn/completed");
/** Starts a turn, adds to the queue while the model thinks, lets the turn end, and waits. */
async function endsBy(threadId, how) {
  const before = ended().length;
  thinking = new Promise((resolve) => (think = resolve));
  const { turn } = await call("turn/start", { threadId, input: input("First") });
  while (texts().at(-1) !== "First") await pause(5);
  await add(threadId, "Queued");
  fails = how === "failed";
  if (how === "interrupted") await call("turn/interrupt", { threadId, turnId: turn.id });
  think();
  while (ended().length === before) await pause(5);
  assert.equal(ended()[before].params.turn.status, how);
  thinking = fails = null;
  await pause(2_000);
  return { asked: texts().slice(1), waiting: await waiting(threadId) };
}
const failed = await endsBy(await start(), "failed");
asked.length = 0;
const threadId = await start();
const interrupted = await endsBy(threadId, "interrupted");
await add(threadId, "Later");
await pause(1_500);
const later = { asked: texts().slice(1), waiting: await waiting(threadId) };
await run(threadId, "Mine");
for (let tries = 0; tries < 200 && (await waiting(threadId)) > 0; tries += 1) await pause(25);
await pause(500);
const afterTurn = { asked: texts().slice(1), waiting: await waiting(threadId) };
asked.length = 0;
const byHand = await start();
await endsBy(byHand, "interrupted");
await call("thread/queue/start", { threadId: byHand });
await pause(1_500);
const started = { asked: texts().slice(1), waiting: await waiting(byHand) };
console.log("codex 0.171.0:", { failed, interrupted, later, afterTurn, started });
assert.deepEqual(failed, { asked: ["Queued"], waiting: 0 });
assert.deepEqual(interrupted, { asked: [], waiting: 1 });
assert.deepEqual(later, { asked: [], waiting: 2 });
assert.deepEqual(started, { asked: ["Queued"], waiting: 0 });
assert.deepEqual(afterTurn, { asked: ["Mine", "Queued", "Later"], waiting: 0 });
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
