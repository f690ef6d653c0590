#!/usr/bin/env bash
# @openai/codex 0.171.0: a client's dynamic tool that has the name of one of the runtime's own is taken at `thread/start`, and never offered to the model.
# Two dynamic tools of one name are refused, a name with a dot too; this one is no error and no warning. What the model is told of under that name, and what
# runs when it calls it, is the runtime's. Which names that are depends on the model and the features, so that a tool may vanish with another model.
# Seen, with dynamic tools "view_image" and "own_tool": started; the model gets "own_tool" with the client's description, "view_image" with the runtime's; a call of
# "own_tool" comes to the client, one of "view_image" does not; two of one name: "duplicate dynamic tool name".
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
// A model that calls the tool that it is set to, once, and says one word.
let tool = null;
function reply() {
  if (tool === null) return say("Word");
  const item = { type: "function_call", id: `f_${asked.length}`, call_id: `call_${asked.length}`, status: "completed", name: tool, arguments: "{}" };
  tool = null;
  return item;
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
  `model = "m"\nmodel_provider = "local"\nsandbox_mode = "read-only"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const told = [];
const answers = new Map();
const calls = [];
function answer({ id, method, params }) {
  assert.equal(method, "item/tool/call");
  calls.push(params.tool);
  send({ id, result: { contentItems: [{ type: "inputText", text: "Done" }], success: true } });
}
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (message.method === undefined) answers.get(message.id)(message);
    else told.push(message), message.id !== undefined && answer(message);
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
const inputSchema = { type: "object", properties: {} };
const dynamicTool = (name) => ({ type: "function", name, description: "Of the client", inputSchema });
const start = (...names) => call("thread/start", { approvalPolicy: "never", sandbox: "read-only", dynamicTools: names.map(dynamicTool) });
const twice = await start("own_tool", "own_tool").catch(({ actual }) => actual.message);
const { thread } = await start("view_image", "own_tool");
await run(thread.id, "Go");
const offered = Object.fromEntries(
  asked[0].tools
    .filter(({ name }) => name === "view_image" || name === "own_tool")
    .map(({ name, description }) => [name, description === "Of the client" ? "the client's" : "the runtime's"]),
);
const warnings = told.filter((message) => /warning|error/i.test(message.method) && /view_image|tool/i.test(JSON.stringify(message))).length;
for (const name of ["own_tool", "view_image"]) {
  tool = name;
  await run(thread.id, `Call ${name}`);
}
console.log("codex 0.171.0:", { twice, offered, warnings, calls });
assert.match(twice, /duplicate dynamic tool name/);
assert.deepEqual(offered, { view_image: "the runtime's", own_tool: "the client's" });
assert.equal(warnings, 0);
assert.deepEqual(calls, ["own_tool"]);
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
