#!/usr/bin/env bash
# @openai/codex 0.171.0: `thread/read` and `thread/resume` call a thread idle on which the server has already begun the next turn of a goal.
# A client that clears the goal, reads "idle" and starts a turn has its text taken up by that turn. Only the refusal of a `turn/steer`
# that expects another turn names the active one from the first moment.
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
  await pause(20);
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
const rounds = 40;
let idle = 0;
let named = 0;
for (let round = 0; round < rounds; round += 1) {
  const from = told.length;
  await call("thread/goal/set", { threadId, objective: "Say a word", status: "active" });
  await until(({ method }) => method === "turn/completed", from);
  await call("thread/goal/clear", { threadId });
  const [read, steer] = await Promise.all([
    call("thread/read", { threadId }),
    call("turn/steer", { threadId, expectedTurnId: "none", input: [] }),
  ]);
  if (/found `/.test(steer.error.message)) {
    named += 1;
    if (read.result.thread.status.type === "idle") idle += 1;
  }
  await pause(150);
}
console.log(`codex 0.171.0: of ${named} turns that a goal had under way, thread/read called the thread idle in ${idle}`);
assert.ok(named >= rounds / 4, "the goal's next turn is under way when it is cleared");
assert.ok(idle > 0, "thread/read does not know of some of them");
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
