#!/usr/bin/env bash
# @openai/codex-sdk 0.163.0: `usage` of a turn, declared as the tokens "used during the turn", is the sum of all turns of the thread so far.
# It is no matter of one object: the first turn of a thread that another process resumes by its id brings the sum of the turns before it. Whoever adds
# up the usages of a conversation of n equal turns counts (n + 1) / 2 times what it has cost, and a budget for a turn ends a long thread.
# Seen, with a model that reports 10 tokens in and 5 out each time: 10 and 5, 20 and 10, 30 and 15, and in a resumed thread 40 and 20.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex-sdk@0.163.0
grep -q 'input tokens used during the turn' node_modules/@openai/codex-sdk/dist/index.d.ts
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Codex } from "@openai/codex-sdk";

// A model that says one word, and each time reports the same usage.
let replies = 0;
const model = createServer(async (request, response) => {
  for await (const _ of request);
  const id = `msg_${(replies += 1)}`;
  const item = { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] };
  const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
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
const options = { workingDirectory: process.cwd(), skipGitRepoCheck: true };
const newCodex = () => new Codex({ env: { ...process.env, CODEX_HOME: home } });
const thread = newCodex().startThread(options);
const usages = [];
for (const words of ["one", "two", "three"]) usages.push((await thread.run(words)).usage);
usages.push((await newCodex().resumeThread(thread.id, options).run("four")).usage);
const counts = usages.map(({ input_tokens, output_tokens }) => [input_tokens, output_tokens]);
console.log(`codex-sdk 0.163.0: after ${replies} model requests with 10 tokens in and 5 out, the usages of four turns:`, counts);
assert.equal(replies, 4);
assert.deepEqual(counts, [[10, 5], [20, 10], [30, 15], [40, 20]]);
model.close();
PROGRAM
node finding.mjs
