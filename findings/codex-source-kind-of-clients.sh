#!/usr/bin/env bash
# @openai/codex 0.171.0: `thread/list` with the source kind "appServer" has none of the threads that clients of the app-server have started.
# Whatever the client calls itself in `initialize`, its threads are of the kind "vscode", among those of the editor. And the list's `searchTerm` minds
# the case of letters, where `thread/search` of the same server does not.
# Seen: of one thread by a client "finding": appServer: 0, vscode: 1; searchTerm "Count": 1, "count": 0; thread/search "count": 1.
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

// A model that says one word.
let replies = 0;
const model = createServer(async (request, response) => {
  for await (const _ of request);
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
const call = async (method, params) => {
  const id = (lastId += 1);
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });
await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Count the files", text_elements: [] }] });
while (!told.some(({ method }) => method === "turn/completed")) await pause(5);
const listed = async (params) => (await call("thread/list", params)).data.map(({ id }) => id);
const seen = {
  source: thread.source,
  appServer: await listed({ sourceKinds: ["appServer"] }),
  vscode: await listed({ sourceKinds: ["vscode"] }),
  Count: await listed({ searchTerm: "Count" }),
  count: await listed({ searchTerm: "count" }),
  searched: (await call("thread/search", { searchTerm: "count" })).data.map(({ thread }) => thread.id),
};
console.log("codex 0.171.0:", seen);
const [one, none] = [[thread.id], []];
assert.deepEqual(seen, { source: "vscode", appServer: none, vscode: one, Count: one, count: none, searched: one });
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
