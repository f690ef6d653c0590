#!/usr/bin/env bash
# @openai/codex 0.171.0: what an MCP tool reports of its progress never reaches a client, though the runtime asks the tool for it.
# Each `tools/call` has a `progressToken`, by which the protocol asks for reports, and the schema has `item/mcpToolCall/progress`, with a message, for them. A tool
# that reports as it should is heard by nobody: the item is started, and completed. The log messages of a server (`notifications/message`) go the same way.
# Seen: a call with a progressToken, three reports with messages over a second: 0 notifications of progress, item completed, result "Done".
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >work.mjs <<'PROGRAM'
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

// A server with one tool, which reports its progress and writes down what it did.
const [, , file] = process.argv;
const note = (what) => appendFileSync(file, `${JSON.stringify(what)}\n`);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tools = [{ name: "work", description: "Works", inputSchema: { type: "object", properties: {} } }];
async function answer({ method, params }) {
  if (method === "initialize")
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {}, logging: {} }, serverInfo: { name: "work", version: "1" } };
  if (method === "tools/list") return { tools };
  if (method !== "tools/call") return {};
  const { progressToken } = params._meta;
  note({ token: progressToken });
  for (const progress of [1, 2, 3]) {
    await pause(300);
    send({ method: "notifications/progress", params: { progressToken, progress, total: 3, message: `Step ${progress}` } });
    note({ report: progress });
  }
  send({ method: "notifications/message", params: { level: "error", data: "Logged" } });
  await pause(300);
  return { content: [{ type: "text", text: "Done" }] };
}
createInterface({ input: process.stdin }).on("line", async (line) => {
  const request = JSON.parse(line);
  if (request.id !== undefined) send({ id: request.id, result: await answer(request) });
});
PROGRAM
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const say = (text) => ({ type: "message", id: `msg_${asked.length}`, role: "assistant", status: "completed", content: [{ type: "output_text", text, annotations: [] }] });
// A model that calls the server's tool once, and says one word.
let called = false;
function reply() {
  if (called) return say("Word");
  called = true;
  return { type: "function_call", id: "f", call_id: "call", status: "completed", namespace: "mcp__work", name: "work", arguments: "{}" };
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
[mcp_servers.work]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ${JSON.stringify([resolve("work.mjs"), resolve("sent.txt")])}\ndefault_tools_approval_mode = "approve"
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
await run(thread.id, "Go");
const sent = readFileSync("sent.txt", "utf8").trim().split("\n").map((line) => JSON.parse(line));
const ofTool = told.filter(({ method, params }) => method.startsWith("item/") && JSON.stringify(params).includes('"call"'));
const { status, result } = ofTool.findLast(({ method }) => method === "item/completed").params.item;
const seen = {
  tokens: sent.filter(({ token }) => token !== undefined).length,
  reports: sent.filter(({ report }) => report !== undefined).length,
  told: ofTool.map(({ method }) => method),
  progress: told.filter(({ method, params }) => /progress/i.test(method) || /Step \d/.test(JSON.stringify(params))).length,
  logged: told.filter(({ params }) => JSON.stringify(params).includes("Logged")).length,
  status,
  text: result.content[0].text,
};
console.log("codex 0.171.0:", seen);
const itemMethods = ["item/started", "item/completed"];
assert.deepEqual(seen, { tokens: 1, reports: 3, told: itemMethods, progress: 0, logged: 0, status: "completed", text: "Done" });
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
