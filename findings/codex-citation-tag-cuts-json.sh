#!/usr/bin/env bash
# @openai/codex 0.171.0: an answer that mentions the tag `<oai-mem-citation>` is cut there, also where it is JSON by an `outputSchema`.
# The runtime takes it for a citation of its memories, with the feature off too, and drops all up to the closing tag; without one, all to the end.
# The model's valid answer becomes JSON that does not parse, in the item and in the deltas; with both tags, valid JSON without part of a value.
# No warning tells of it, and `memoryCitation` is null. The model itself sees its whole answer in the next request.
# Seen: {"tag":"<oai-mem-citation> begins a citation"} arrives as {"tag":" and the turn is completed.
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

// A model that says the text of `answer`, first as deltas, and keeps what it was sent.
let answer;
let asked;
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const id = `msg_${(replies += 1)}`;
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const item = { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: answer, annotations: [] }] };
  const deltas = answer.match(/.{1,6}/g).map((delta) => ({ type: "response.output_text.delta", item_id: id, output_index: 0, content_index: 0, delta }));
  const events = [
    { type: "response.created", response: { id: `r_${id}`, status: "in_progress" } },
    { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", content: [] } },
    ...deltas,
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
const call = async (method, params) => {
  const id = (lastId += 1);
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
send({ method: "initialized" });
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });

const schema = { type: "object", properties: { tag: { type: "string" } }, required: ["tag"], additionalProperties: false };
/** Runs a turn in which the model answers with the value as JSON; what the client gets of it. */
async function answered(value) {
  answer = JSON.stringify(value);
  const from = told.length;
  const input = [{ type: "text", text: "Go", text_elements: [] }];
  const { turn } = await call("turn/start", { threadId: thread.id, input, outputSchema: schema });
  const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
  while (!told.some(isEnd)) await pause(5);
  const of = told.slice(from);
  const deltas = of.filter(({ method }) => method === "item/agentMessage/delta").map(({ params }) => params.delta);
  const [item] = of.filter(({ method, params }) => method === "item/completed" && params.item.type === "agentMessage").map(({ params }) => params.item);
  const { status, error } = told.find(isEnd).params.turn;
  const trial = { sent: answer, text: item.text, deltas: deltas.join(""), memoryCitation: item.memoryCitation, status, error };
  console.log("codex 0.171.0:", trial);
  return trial;
}
const whole = await answered({ tag: "<oai-citation> begins a citation" });
const open = await answered({ tag: "<oai-mem-citation> begins a citation" });
const closed = await answered({ tag: "in <oai-mem-citation>here</oai-mem-citation> it stands" });
const same = { memoryCitation: null, status: "completed", error: null };
assert.deepEqual(whole, { ...same, sent: whole.sent, text: whole.sent, deltas: whole.sent });
assert.deepEqual(open, { ...same, sent: open.sent, text: '{"tag":"', deltas: '{"tag":"' });
assert.throws(() => JSON.parse(open.text), SyntaxError);
assert.deepEqual(closed, { ...same, sent: closed.sent, text: '{"tag":"in  it stands"}', deltas: '{"tag":"in  it stands"}' });
assert.ok(asked.input.some(({ role, content }) => role === "assistant" && content[0].text === open.sent));
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
