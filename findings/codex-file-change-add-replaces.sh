#!/usr/bin/env bash
# @openai/codex 0.171.0: a file change of the kind `add` may replace a file that is there, and one with a `move_path` the file at the target.
# What is to be lost appears neither in the item nor in the request for approval, which has only the new text: whoever is asked sees a new file, or a rename. Only
# `turn/diff/updated`, after the fact, has what was replaced. And `diff` has three forms: a unified diff for an update, but the bare content for `add` and `delete`,
# and for a rename a unified diff with "Moved to: …" below it, in the text itself.
# Seen: {"kind":{"type":"add"},"diff":"new\n"} for a file that holds "precious"; kind update, move_path: "@@ -1 +1 @@\n-a\n+A\n\n\nMoved to: …/b.txt", b.txt
# was "b" before; both completed, the diff of the turn has -precious and -b.
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
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const say = (text) => ({ type: "message", id: `msg_${asked.length}`, role: "assistant", status: "completed", content: [{ type: "output_text", text, annotations: [] }] });
// A model that sends the patch that it is set to, once, and says one word.
let patch = null;
function reply() {
  if (patch === null) return say("Word");
  const input = `*** Begin Patch\n${patch}\n*** End Patch`;
  patch = null;
  return { type: "custom_tool_call", id: `p_${asked.length}`, call_id: `call_${asked.length}`, status: "completed", name: "apply_patch", input };
}
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
  `model = "gpt-5.5"\nmodel_provider = "local"\nsandbox_mode = "read-only"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const told = [];
const answers = new Map();
const requested = [];
function accept({ id, method, params }) {
  assert.equal(method, "item/fileChange/requestApproval");
  requested.push(params);
  send({ id, result: { decision: "accept" } });
}
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (message.method === undefined) answers.get(message.id)(message);
    else told.push(message), message.id !== undefined && accept(message);
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
const cwd = join(process.cwd(), "work");
mkdirSync(cwd);
const file = (name) => join(cwd, name);
writeFileSync(file("there.txt"), "precious\n");
writeFileSync(file("a.txt"), "a\n");
writeFileSync(file("b.txt"), "b\n");
const { thread } = await call("thread/start", { approvalPolicy: "on-request", sandbox: "read-only", cwd });
/** The change as the client sees it when it is asked, and what the turn's diff takes away. */
async function apply(text) {
  patch = text;
  const from = told.length;
  assert.equal((await run(thread.id, "Go")).status, "completed");
  const since = told.slice(from);
  const items = (name) => since.find(({ method, params }) => method === name && params.item.type === "fileChange").params.item;
  const { changes } = items("item/started");
  assert.equal(items("item/completed").status, "completed");
  const { diff } = since.findLast(({ method }) => method === "turn/diff/updated").params;
  return { changes, removed: diff.match(/^-[^-].*$/gm) };
}
const added = await apply("*** Add File: there.txt\n+new");
const moved = await apply("*** Update File: a.txt\n*** Move to: b.txt\n@@\n-a\n+A");
console.log("codex 0.171.0:", JSON.stringify({ added, moved }, null, 1).replaceAll(cwd, "…"));
const keys = ["grantRoot", "itemId", "reason", "startedAtMs", "threadId", "turnId"];
for (const params of requested) assert.deepEqual(Object.keys(params).sort(), keys);
assert.equal(requested.length, 2);
assert.deepEqual(added, { changes: [{ path: file("there.txt"), kind: { type: "add" }, diff: "new\n" }], removed: ["-precious"] });
const target = file("b.txt");
const diff = `@@ -1 +1 @@\n-a\n+A\n\n\nMoved to: ${target}`;
assert.deepEqual(moved.changes, [{ path: file("a.txt"), kind: { type: "update", move_path: target }, diff }]);
assert.ok(moved.removed.includes("-b"));
assert.deepEqual([readFileSync(file("there.txt"), "utf8"), readFileSync(target, "utf8")], ["new\n", "A\n"]);
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
