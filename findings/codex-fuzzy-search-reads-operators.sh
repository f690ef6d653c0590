#!/usr/bin/env bash
# @openai/codex 0.171.0: `fuzzyFileSearch` reads `!`, `^` and `$` in a query as operators, which its schema, a plain string `query`, does not tell.
# They are what one types for files that have them in their names: `$` at the end stands for the end of the path, so that a file "users.$.tsx" of a router that
# writes parameters like this is found by "users.", not by "users.$", and its neighbour again by "users.$id". `!` in front turns the search round: the
# answer is every file that does not match, the root itself among them, by the name "". A backslash before the character takes it as it is written.
# Seen, of three files: "users." both; "users.$" none; "users.$i" one; "users.\\$" both; "!important" the two others, "routes" and ""; "\\!important" the one.
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
// A model that says one word.
const reply = () => say("Word");
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
const root = join(process.cwd(), "work");
mkdirSync(join(root, "routes"), { recursive: true });
for (const name of ["routes/users.$.tsx", "routes/users.$id.tsx", "!important.md"]) writeFileSync(join(root, name), "");
const found = {};
for (const query of ["users.", "users.$", "users.$i", "users.\\$", "!important", "\\!important"]) {
  const { files } = await call("fuzzyFileSearch", { query, roots: [root], cancellationToken: null });
  found[query] = files.map(({ path }) => path).sort();
}
console.log("codex 0.171.0: fuzzyFileSearch:", found);
const both = ["routes/users.$.tsx", "routes/users.$id.tsx"];
assert.deepEqual(found, {
  "users.": both,
  "users.$": [],
  "users.$i": ["routes/users.$id.tsx"],
  "users.\\$": both,
  "!important": ["", "routes", ...both],
  "\\!important": ["!important.md"],
});
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
