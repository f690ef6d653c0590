#!/usr/bin/env bash
# @openai/codex 0.171.0: a server that is refused a thread, since another one holds it, may still add to its queue, and the holder runs that later.
# `thread/resume` answers "already has an active writer", `thread/queue/add` of the same server a success. The server that holds the thread begins no turn
# for it and tells its client nothing, though it runs at once what its own client adds: it waits behind the next turn that this client starts.
# And where nobody holds the thread, `thread/resume` runs what stands in the queue: a client that only resumes has a turn at work.
# Seen: resume refused, add taken, 0 requests and 0 notifications; after a turn of the holder's own: 2 requests, "Mine", "Queued elsewhere".
# Of a thread that nobody holds: resume, no turn/start, 1 request: "Queued elsewhere"; that client is told turn/started.
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

// A model that says one word, and keeps what it was asked last.
const asked = [];
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked.push(JSON.parse(body).input.findLast(({ role }) => role === "user").content.at(-1).text);
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

/** A server of its own on the home that all share. */
async function open() {
  const server = spawn(process.execPath, [bin, "app-server"], {
    env: { ...process.env, CODEX_HOME: home },
    stdio: ["pipe", "pipe", "ignore"],
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
const input = (text) => [{ type: "text", text, text_elements: [] }];
const ends = ({ methods }) => methods.filter((method) => method === "turn/completed").length;
async function run(client, threadId, text) {
  const before = ends(client);
  assert.equal((await client.call("turn/start", { threadId, input: input(text) })).error, undefined);
  while (ends(client) === before) await pause(5);
}
const close = async ({ server }) => (server.stdin.end(), once(server, "exit"));
const holder = await open();
const other = await open();
const { thread } = (await holder.call("thread/start", { approvalPolicy: "never", sandbox: "read-only" })).result;
const threadId = thread.id;
await run(holder, threadId, "First");
await pause(500);
const own = { threadId, input: input("Queued here"), clientUserMessageId: "own" };
assert.equal((await holder.call("thread/queue/add", own)).error, undefined);
while (ends(holder) < 2) await pause(5);
assert.deepEqual(asked, ["First", "Queued here"]);
await pause(500);
const queued = { threadId, input: input("Queued elsewhere"), clientUserMessageId: "message" };
asked.length = 0;
holder.methods.length = 0;
const resume = (await other.call("thread/resume", { threadId })).error?.message.replace(threadId, "");
const add = (await other.call("thread/queue/add", queued)).error?.message ?? "taken";
await pause(2_000);
const held = { resume, add, asked: [...asked], told: [...holder.methods] };
await run(holder, threadId, "Mine");
await pause(2_000);
const afterTurn = [...asked];
console.log("codex 0.171.0: a thread that another server holds:", held, "after a turn of the holder:", afterTurn);
assert.deepEqual(held, { resume: "thread  already has an active writer", add: "taken", asked: [], told: [] });
assert.deepEqual(afterTurn, ["Mine", "Queued elsewhere"]);
await close(holder);
asked.length = 0;
assert.equal((await other.call("thread/queue/add", queued)).error, undefined);
await pause(1_000);
const before = [...asked];
const next = await open();
assert.equal((await next.call("thread/resume", { threadId })).error, undefined);
for (let tries = 0; tries < 200 && ends(next) === 0; tries += 1) await pause(50);
const resumed = { before, after: [...asked], started: next.methods.includes("turn/started") };
console.log("a thread that nobody holds, before and after its resume:", resumed);
assert.deepEqual(resumed, { before: [], after: ["Queued elsewhere"], started: true });
await close(other);
await close(next);
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
