#!/usr/bin/env bash
# @openai/codex-sdk 0.163.0: of the four values that `approvalPolicy` is declared to take, three do the same, and the fourth ends the run.
# "on-request" and "on-failure" are "never": a command that the model wants run outside the sandbox is refused without anybody being asked, and the model
# is told that the policy is Never. Nothing says so to the program: `run` resolves, without an item for the command. "untrusted" rejects, with a text
# that ends in a stack trace of the runtime, whose configuration knows no such value any more.
# Seen: never, on-request, on-failure: "approval policy is Never; reject command …"; untrusted: 'approval_policy = "untrusted" is no longer supported'.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex-sdk@0.163.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Codex } from "@openai/codex-sdk";

// A model that wants a command run beyond the sandbox, and keeps what came of it.
let output;
let replies = 0;
const args = JSON.stringify({ cmd: "echo done", sandbox_permissions: "require_escalated", justification: "May I?" });
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const last = JSON.parse(body).input.at(-1);
  const id = `r_${(replies += 1)}`;
  const isAnswered = last.type === "function_call_output";
  if (isAnswered) output = last.output;
  const item = isAnswered
    ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] }
    : { type: "function_call", id, call_id: `call_${id}`, status: "completed", name: "exec_command", arguments: args };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const events = [
    { type: "response.created", response: { id, status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item },
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
  `model = "m"\nmodel_provider = "local"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const codex = new Codex({ env: { ...process.env, CODEX_HOME: home } });
const outcomes = {};
for (const approvalPolicy of ["never", "on-request", "on-failure", "untrusted"]) {
  output = undefined;
  const thread = codex.startThread({ workingDirectory: process.cwd(), skipGitRepoCheck: true, sandboxMode: "read-only", approvalPolicy });
  const outcome = await thread.run("Go").then(
    ({ items, finalResponse }) => ({ finalResponse, commands: items.filter(({ type }) => type === "command_execution").length }),
    (error) => ({ error: error.message.split("\n").find((line) => line.includes("approval_policy")) }),
  );
  outcomes[approvalPolicy] = { ...outcome, toldTheModel: output };
}
model.close();
console.log("codex-sdk 0.163.0:", outcomes);
const { untrusted, never, ...others } = outcomes;
assert.match(never.toldTheModel, /^approval policy is Never; reject command/);
assert.deepEqual([never.finalResponse, never.commands], ["Word", 0]);
for (const other of Object.values(others)) assert.deepEqual(other, never);
assert.match(untrusted.error, /"untrusted" is no longer supported/);
assert.equal(untrusted.toldTheModel, undefined);
PROGRAM
node finding.mjs
