#!/usr/bin/env bash
# @openai/codex 0.171.0: `thread/search` page by page, in its default order, misses threads, and in ascending order comes to no end.
# The cursor holds the time of the page's last thread cut to the second, while threads are compared by the millisecond. Newest first, all others of that
# second are passed over, and `nextCursor` is null as if that were all; oldest first, the page begins again with what it has just shown. With a limit of 1
# the first thread comes for ever, also where threads are seconds apart. One page that is large enough has all; so has `sortKey: "updated_at"`, page by page, and
# `thread/list` in every order.
# Seen, with six threads that begin within a second and two seconds before: in one page 7; limit 2 newest first: fewer than 7, none twice; limit 1 oldest
# first: ten pages of the same thread; by updated_at and by thread/list: 7.
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
const begin = async () => (await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" })).thread;
/** The threads of all pages, ten pages at most. */
async function pages(method, params) {
  const ids = [];
  let cursor = null;
  let count = 0;
  do {
    const page = await call(method, { ...params, cursor });
    ids.push(...page.data.map((found) => (found.thread ?? found).id));
    cursor = page.nextCursor;
    count += 1;
  } while (cursor !== null && count < 10);
  return { threads: ids.length, distinct: new Set(ids).size, ended: cursor === null };
}
const threads = [await begin()];
await pause(2_000);
await pause(1_000 - (Date.now() % 1_000));
threads.push(...(await Promise.all([1, 2, 3, 4, 5, 6].map(begin))));
for (const { id } of threads) await run(id, "needle");
await pause(500);
const search = (params) => pages("thread/search", { searchTerm: "needle", ...params });
const onePage = await search({ limit: 50 });
const newestFirst = await search({ limit: 2 });
const oldestFirst = await search({ limit: 1, sortDirection: "asc" });
const byUpdate = await search({ limit: 2, sortKey: "updated_at" });
const list = await pages("thread/list", { limit: 2 });
console.log("codex 0.171.0: thread/search:", { onePage, newestFirst, oldestFirst, byUpdate, list });
const all = { threads: 7, distinct: 7, ended: true };
assert.deepEqual([onePage, byUpdate, list], [all, all, all]);
assert.ok(newestFirst.ended && newestFirst.distinct < 7, "newest first, some are missing, and it ends");
assert.equal(newestFirst.threads, newestFirst.distinct);
assert.deepEqual(oldestFirst, { threads: 10, distinct: 1, ended: false });
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
