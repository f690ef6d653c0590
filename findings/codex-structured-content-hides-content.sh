#!/usr/bin/env bash
# @openai/codex 0.171.0: of what an MCP tool answers, the model gets `content` or `structuredContent`, never both.
# A tool that has a picture or words for the model beside its data, as the protocol allows, has its picture and words dropped; an empty
# `structuredContent` drops them too. Of a call that failed (`isError`) the model is then told neither why nor that it failed. The client sees all
# of it in the item, so that a transcript shows what the model never got.
# Seen: text and picture beside {"degrees":7}: the model gets {"degrees":7}; beside {}: {}; a failed call: {"code":3}; without structuredContent: all.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >tools.mjs <<'PROGRAM'
// An MCP server, each tool of which answers another mixture.
import { createInterface } from "node:readline";

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const content = [
  { type: "text", text: "The scale is on the picture." },
  { type: "image", data: png, mimeType: "image/png" },
];
const answers = {
  plain: { content },
  both: { content, structuredContent: { degrees: 7 } },
  empty: { content, structuredContent: {} },
  failed: { isError: true, content: [{ type: "text", text: "The sensor is unplugged." }], structuredContent: { code: 3 } },
};
const inputSchema = { type: "object", properties: {} };
const results = {
  "initialize": ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "tools", version: "1" } }),
  "tools/list": () => ({ tools: Object.keys(answers).map((name) => ({ name, inputSchema, annotations: { readOnlyHint: true } })) }),
  "tools/call": ({ name }) => answers[name],
};
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const answer = results[method] ? { result: results[method](params) } : { error: { code: -32601, message: "Not here" } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n`);
}
PROGRAM
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that calls one tool, and keeps what came of it.
let tool;
let asked;
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const id = `r_${(replies += 1)}`;
  const item =
    asked.input.at(-1).type === "function_call_output"
      ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] }
      : { type: "function_call", id, call_id: `call_${id}`, status: "completed", namespace: "mcp__tools", name: tool, arguments: "{}" };
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
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false
[mcp_servers.tools]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(join(process.cwd(), "tools.mjs"))}]\n`,
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
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });

while (!told.some(({ method, params }) => method === "mcpServer/startupStatus/updated" && params.status === "ready")) await pause(20);

/** Has the model call a tool; the kinds of content that the client gets, and what the model gets, without the line on the time that it took. */
async function called(name) {
  tool = name;
  const from = told.length;
  const { turn } = await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
  const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
  while (!told.some(isEnd)) await pause(5);
  const { item } = told.slice(from).find(({ method, params }) => method === "item/completed" && params.item.type === "mcpToolCall").params;
  const { output } = asked.input.at(-1);
  const model = typeof output === "string" ? output.replace(/^.*\n.*\n/, "") : output.slice(1).map(({ type }) => type);
  const trial = { status: item.status, client: item.result.content.map(({ type }) => type), model };
  console.log(`codex 0.171.0: ${name}:`, trial);
  return trial;
}
const both = { status: "completed", client: ["text", "image"] };
assert.deepEqual(await called("plain"), { ...both, model: ["input_text", "input_image"] });
assert.deepEqual(await called("both"), { ...both, model: '{"degrees":7}' });
assert.deepEqual(await called("empty"), { ...both, model: "{}" });
assert.deepEqual(await called("failed"), { status: "failed", client: ["text"], model: '{"code":3}' });
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
