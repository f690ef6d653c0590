#!/usr/bin/env bash
# @openai/codex 0.171.0: `$name` in a prompt loads no skill at all where two have that name, such as one of the repository and one of the user.
# Neither the nearer nor the first is taken, and nothing tells of it: `skills/list` has both, enabled and without an error, the turn completes, and the model gets
# the words of the prompt alone. So a skill that a user adds takes the repository's away. The same skill as an input item, with its path, is loaded.
# Seen: "$only" loads it; "$twice" loads none, no warning; { type: "skill", name: "twice", path } loads that of the repository; skills/list: two, errors [].
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
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const cwd = join(process.cwd(), "work");
function write(folder, name, body) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "SKILL.md");
  writeFileSync(file, `---\nname: ${name}\ndescription: For a test\n---\n${body}\n`);
  return file;
}
write(join(cwd, ".agents", "skills", "only"), "only", "Only one.");
const path = write(join(cwd, ".agents", "skills", "twice"), "twice", "Of the repository.");
write(join(home, "skills", "twice"), "twice", "Of the user.");
const [{ skills, errors }] = (await call("skills/list", { cwds: [cwd] })).data;
const listed = skills.filter(({ name }) => name === "twice").map(({ scope, enabled }) => ({ scope, enabled }));
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only", cwd });
const bodies = ["Only one.", "Of the repository.", "Of the user."];
/** Which skills a turn with this input adds to what the model gets. */
async function loads(...more) {
  const before = asked.length === 0 ? "" : JSON.stringify(asked.at(-1).input);
  const from = told.length;
  await call("turn/start", { threadId: thread.id, input: more });
  while (!told.slice(from).some(({ method }) => method === "turn/completed")) await pause(5);
  const after = JSON.stringify(asked.at(-1).input);
  return bodies.filter((body) => after.includes(body) && !before.includes(body));
}
const text = (words) => ({ type: "text", text: words, text_elements: [] });
const unique = await loads(text("Use $only"));
const from = told.length;
const shared = await loads(text("Use $twice"));
const warnings = told.slice(from).filter((message) => /warning|error/i.test(message.method) && /twice|skill/i.test(JSON.stringify(message))).length;
const byPath = await loads(text("Use it"), { type: "skill", name: "twice", path });
console.log("codex 0.171.0:", { listed, errors, unique, shared, warnings, byPath });
assert.deepEqual({ unique, shared, warnings, byPath, errors }, { unique: ["Only one."], shared: [], warnings: 0, byPath: ["Of the repository."], errors: [] });
assert.deepEqual(listed, [{ scope: "repo", enabled: true }, { scope: "user", enabled: true }]);
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
