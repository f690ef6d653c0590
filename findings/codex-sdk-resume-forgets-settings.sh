#!/usr/bin/env bash
# @openai/codex-sdk 0.163.0: `resumeThread(id)` goes on with another model, effort and web search than the thread had, where the options are not given anew.
# What `startThread` was given is kept in that object alone. Each turn after a resume is sent with the values of the configuration, and the SDK offers
# no way to read those of the thread. They are stored: `thread/resume` of the app-server in the same runtime, with the id alone, brings them back.
# Seen: started with gpt-5.5, high, live; `resumeThread(id).run()` asks "m", no effort, cached; the app-server answers gpt-5.5, high.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex-sdk@0.163.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Codex } from "@openai/codex-sdk";

// A model that says one word, and keeps what it was sent.
const asked = [];
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const id = `msg_${asked.push(JSON.parse(body))}`;
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
  `model = "m"\nmodel_provider = "local"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const env = { ...process.env, CODEX_HOME: home };
const where = { workingDirectory: process.cwd(), skipGitRepoCheck: true };
const codex = new Codex({ env });
const settings = { model: "gpt-5.5", modelReasoningEffort: "high", webSearchMode: "live" };
const thread = codex.startThread({ ...where, ...settings });
await thread.run("one");
// What the same runtime says of the thread when its app-server resumes it by the id alone.
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const answers = new Map();
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line))) answers.get(message.id)?.(message);
});
const call = async (id, method, params) => {
  const answer = await new Promise((resolve) => (answers.set(id, resolve), server.stdin.write(`${JSON.stringify({ id, method, params })}\n`)));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call(1, "initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
const told = await call(2, "thread/resume", { threadId: thread.id });
server.stdin.end();
await once(server, "exit");

await codex.resumeThread(thread.id, where).run("two");
model.close();
const [started, resumed] = asked.map(({ model, reasoning, tools }) => {
  const search = tools.find(({ type }) => type === "web_search");
  return { model, effort: reasoning?.effort, search: search?.external_web_access ? "live" : "not live" };
});
console.log("codex-sdk 0.163.0: the first turn asks", started);
console.log("resumeThread(id) asks", resumed);
console.log("thread/resume in between answered", { model: told.model, effort: told.reasoningEffort });
assert.deepEqual(started, { model: "gpt-5.5", effort: "high", search: "live" });
assert.deepEqual(resumed, { model: "m", effort: undefined, search: "not live" });
assert.deepEqual([told.model, told.reasoningEffort], ["gpt-5.5", "high"]);
PROGRAM
node finding.mjs
