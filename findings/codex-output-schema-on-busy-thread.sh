#!/usr/bin/env bash
# @openai/codex 0.171.0: a `turn/start` that meets a running turn is taken for a steer, and with an `outputSchema` ends in -32603.
# Without one it is answered as a success, with the id of the other turn; any schema at all, `{}` too, makes it an internal error.
# So the same valid request is refused, or runs in another's turn, by the moment at which it comes.
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

// A model that thinks for a moment and says one word.
let replies = 0;
const model = createServer(async (request, response) => {
  for await (const _ of request);
  await pause(400);
  const id = `msg_${(replies += 1)}`;
  const item = { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: "response.created", response: { id: `r_${id}`, status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id: `r_${id}`, status: "completed", usage } },
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
const call = (method, params) =>
  new Promise((resolve) => {
    answers.set((lastId += 1), resolve);
    send({ id: lastId, method, params });
  });
const until = async (matches, from = 0) => {
  for (;;) {
    const found = told.slice(from).find(matches);
    if (found) return found;
    await pause(1);
  }
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const { thread } = (await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" })).result;
const threadId = thread.id;
const text = (words) => [{ type: "text", text: words, text_elements: [] }];
const schema = { type: "object", properties: {}, required: [], additionalProperties: false };
const first = await call("turn/start", { threadId, input: text("one") });
await until(({ method }) => method === "turn/started");
const plain = await call("turn/start", { threadId, input: text("two") });
const strict = await call("turn/start", { threadId, input: text("three"), outputSchema: schema });
console.log(`codex 0.171.0: without a schema turn ${plain.result.turn.id === first.result.turn.id ? "one again" : "another"}; with one ${JSON.stringify(strict.error)}`);
assert.equal(plain.result.turn.id, first.result.turn.id);
assert.equal(strict.error.code, -32603);
await until(({ method }) => method === "turn/completed");
const after = await call("turn/start", { threadId, input: text("four"), outputSchema: schema });
assert.equal(after.error, undefined);
await until(({ method, params }) => method === "turn/completed" && params.turn.id === after.result.turn.id);
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
