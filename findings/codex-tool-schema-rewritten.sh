#!/usr/bin/env bash
# @openai/codex 0.171.0: the parameters of a tool reach the model rewritten, so that some schemas say something else, and a few admit nothing.
# What has no `type` becomes a string: the numbers of `{ enum: [1, 2] }` and `{ const: 5 }`, as arktype prints them, are then no value
# of it, and `true` (anything) is a string too. A tuple becomes an array of strings, an array without `items` as well; bounds of numbers, patterns, formats and
# defaults are left out. It is so for the tools of an MCP server and for the `dynamicTools` of a client, without a warning.
# Seen: {"enum":[1,2]} → {"type":"string","enum":[1,2]}; {"const":5} → {"type":"string","enum":[5]}; true → {"type":"string"};
# {"type":"array","prefixItems":[{"type":"string"},{"type":"number"}]} → {"type":"array","items":{"type":"string"}}.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >schema.mjs <<'PROGRAM'
export const schema = {
  type: "object",
  properties: {
    choice: { enum: [1, 2] },
    literal: { const: 5 },
    anything: true,
    pair: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] },
    list: { type: "array" },
    count: { type: "integer", minimum: 1, maximum: 5, default: 2 },
    day: { type: "string", format: "date", pattern: "^2" },
    typed: { type: "number", enum: [1, 2] },
  },
};
PROGRAM
cat >tools.mjs <<'PROGRAM'
// An MCP server with one tool.
import { createInterface } from "node:readline";
import { schema } from "./schema.mjs";

const results = {
  "initialize": ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "tools", version: "1" } }),
  "tools/list": () => ({ tools: [{ name: "one", description: "Does it.", inputSchema: schema }] }),
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
import { schema } from "./schema.mjs";

// A model that says one word, and keeps what it was sent.
let asked;
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const id = `r_${(replies += 1)}`;
  const item = { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] };
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
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const dynamicTools = [{ name: "own", description: "Does it.", inputSchema: schema }];
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only", dynamicTools });
while (!told.some(({ method, params }) => method === "mcpServer/startupStatus/updated" && params.status === "ready")) await pause(20);
await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
while (!told.some(({ method }) => method === "turn/completed")) await pause(5);
const named = (wanted) => asked.tools.find(({ name }) => name === wanted);
const [ofServer, ofClient] = [named("mcp__tools").tools[0], named("own")].map(({ parameters }) => parameters.properties);
for (const [name, sent] of Object.entries(schema.properties)) console.log(`codex 0.171.0: ${JSON.stringify(sent)} → ${JSON.stringify(ofServer[name])}`);
assert.deepEqual(ofServer, {
  choice: { type: "string", enum: [1, 2] },
  literal: { type: "string", enum: [5] },
  anything: { type: "string" },
  pair: { type: "array", items: { type: "string" } },
  list: { type: "array", items: { type: "string" } },
  count: { type: "integer" },
  day: { type: "string" },
  typed: { type: "number", enum: [1, 2] },
});
assert.deepEqual(ofClient, ofServer);
assert.ok(!told.some(({ method, params }) => /warning/i.test(method) && JSON.stringify(params).includes("schema")));
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
