#!/usr/bin/env bash
# @openai/codex 0.171.0: what a model says as a `refusal`, the content part that the Responses API has for it, never reaches a client.
# The turn completes without an error, a warning or an item, as if the model had said nothing; with an `outputSchema` too, the case in which
# models answer so. Text that stands in the same message is lost with it, and the next request of the thread tells the model nothing of either.
# Seen: completed, error null, items [userMessage]; the next request has the two texts of the user one after the other.
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

// A model that says one message with the parts of `content`, and keeps what it was sent.
const said = (text) => ({ type: "output_text", text, annotations: [] });
const refused = { type: "refusal", refusal: "I will not do that." };
let content;
let asked;
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const id = `msg_${(replies += 1)}`;
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: "response.created", response: { id: `r_${id}`, status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item: { type: "message", id, role: "assistant", status: "completed", content } },
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
const call = async (method, params) => {
  const id = (lastId += 1);
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
send({ method: "initialized" });
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });

/** Runs a turn in which the model answers with the parts; what the client learns of it. */
async function turnWith(parts, outputSchema) {
  content = parts;
  const from = told.length;
  const { turn } = await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }], outputSchema });
  const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
  while (!told.some(isEnd)) await pause(5);
  const { status, error } = told.find(isEnd).params.turn;
  const of = told.slice(from);
  const items = of.filter(({ method }) => method === "item/completed").map(({ params }) => params.item.type);
  const words = JSON.stringify(of);
  return { status, error, items, errors: of.filter(({ method }) => method === "error").length, refusalIsTold: words.includes("will not") };
}
const outputSchema = { type: "object", properties: { name: { type: "string" } }, required: ["name"], additionalProperties: false };
const trials = {
  "text": await turnWith([said("Well.")]),
  "refusal": await turnWith([refused]),
  "refusal, with a schema": await turnWith([refused], outputSchema),
  "text and refusal": await turnWith([said("Well."), refused]),
};
console.log("codex 0.171.0:", trials);
const nothing = { status: "completed", error: null, items: ["userMessage"], errors: 0, refusalIsTold: false };
const { text, ...others } = trials;
assert.deepEqual(text, { ...nothing, items: ["userMessage", "agentMessage"] });
for (const trial of Object.values(others)) assert.deepEqual(trial, nothing);
const history = asked.input.slice(-4).map(({ role, content: [{ text }] }) => `${role}: ${text}`);
console.log("The request of the last turn ends with", history);
assert.deepEqual(history, ["assistant: Well.", "user: Go", "user: Go", "user: Go"]);
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
