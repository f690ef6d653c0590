#!/usr/bin/env bash
# ai-sdk-provider-codex-cli 2.2.1 with ai 7.0.173: its two providers give another `text` and another `usage` for the same turn of the same agent.
# Where the agent says what it is about to do, runs a command and answers, the text of the app-server provider is all of that, joined without even a
# space, and its usage that of the last model request only. The exec provider gives the answer, and the tokens of all requests. So a budget counts
# too little with the one: the more commands a turn has, the smaller a part of its cost is seen.
# Seen: app-server: "I look first.Three.", 10 tokens in; exec: "Three.", 30 tokens in, for three model requests of 10.
# Needs Node and npm, no network but the registry. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ai-sdk-provider-codex-cli@2.2.1 ai@7.0.173 @openai/codex@0.153.4
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { generateText } from "ai";
import { createCodexAppServer, createCodexExec } from "ai-sdk-provider-codex-cli";

// A model that says what it is about to do, has a command run, has another one run, and then answers.
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const id = `r_${(replies += 1)}`;
  const said = (text, phase) => ({ type: "message", id: `msg_${id}`, role: "assistant", status: "completed", phase, content: [{ type: "output_text", text, annotations: [] }] });
  const run = { type: "function_call", id, call_id: `call_${id}`, status: "completed", name: "exec_command", arguments: JSON.stringify({ cmd: "echo 3" }) };
  const commands = JSON.parse(body).input.filter(({ type }) => type === "function_call_output").length;
  const items = [[said("I look first.", "commentary"), run], [run], [said("Three.", "final_answer")]][commands];
  const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
  const events = [
    { type: "response.created", response: { id, status: "in_progress" } },
    ...items.map((item, output_index) => ({ type: "response.output_item.done", output_index, item })),
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
  `model_provider = "local"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const codexPath = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const defaultSettings = { codexPath, cwd: process.cwd(), env: { ...process.env, CODEX_HOME: home }, logger: false };
const appServer = createCodexAppServer({ defaultSettings });
const exec = createCodexExec({ defaultSettings: { ...defaultSettings, skipGitRepoCheck: true } });
const outcomes = {};
for (const [name, provider] of Object.entries({ appServer, exec })) {
  const before = replies;
  const { text, usage, finishReason } = await generateText({ model: provider("gpt-5.5"), prompt: "How many?" });
  outcomes[name] = { requests: replies - before, text, inputTokens: usage.inputTokens, finishReason };
}
await appServer.close();
model.close();
console.log("ai-sdk-provider-codex-cli 2.2.1:", outcomes);
const same = { requests: 3, finishReason: "stop" };
assert.deepEqual(outcomes.appServer, { ...same, text: "I look first.Three.", inputTokens: 10 });
assert.deepEqual(outcomes.exec, { ...same, text: "Three.", inputTokens: 30 });
PROGRAM
node finding.mjs
