#!/usr/bin/env bash
# @openai/codex 0.171.0: a client that offers what `availableDecisions` lists cannot say no to a command without ending the turn.
# The list of an escalated command is accept, an amendment of the exec policy, and cancel, which interrupts the turn. `decline` and
# `acceptForSession` are not on it and are taken all the same, with all they mean: the first lets the turn go on, after the second the
# same command is not asked about again.
# Seen: ["accept",{"acceptWithExecpolicyAmendment":…},"cancel"]; cancel: turn interrupted; decline: command declined, turn completed;
# acceptForSession: completed, and 0 requests in the next turn.
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

// A model that has a command run beyond the sandbox, and then is done.
let replies = 0;
const args = { cmd: "echo hello", sandbox_permissions: "require_escalated", justification: "May I?" };
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const id = `r_${(replies += 1)}`;
  const item =
    JSON.parse(body).input.at(-1).type === "function_call_output"
      ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Done", annotations: [] }] }
      : { type: "function_call", id, call_id: `call_${id}`, name: "exec_command", arguments: JSON.stringify(args), status: "completed" };
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
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const server = spawn(process.execPath, [bin, "app-server"], { env: { ...process.env, CODEX_HOME: home }, stdio: ["pipe", "pipe", "ignore"] });
const late = setTimeout(() => (server.kill(), process.exit(1)), 60_000);
const told = [];
const answers = new Map();
let decision;
let rest = "";
const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line))) {
    if (message.method === undefined) answers.get(message.id)(message);
    else told.push(message);
    if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: { decision } });
  }
});
let lastId = 0;
const call = async (method, params) => {
  const id = (lastId += 1);
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });

/** Two turns of a thread, both with the command; every request is answered with the decision. */
async function answering(given) {
  decision = given;
  const { thread } = await call("thread/start", { approvalPolicy: "on-request", sandbox: "read-only" });
  const turns = [];
  for (const text of ["one", "two"]) {
    const from = told.length;
    const { turn } = await call("turn/start", { threadId: thread.id, input: [{ type: "text", text, text_elements: [] }] });
    const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
    while (!told.some(isEnd)) await pause(5);
    const of = told.slice(from);
    const asked = of.filter(({ id }) => id !== undefined).map(({ params }) => params.availableDecisions);
    const command = of.find(({ method, params }) => method === "item/completed" && params.item.type === "commandExecution").params.item.status;
    turns.push({ asked, command, turn: told.find(isEnd).params.turn.status });
  }
  return turns;
}
const listed = ["accept", { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["echo", "hello"] } }, "cancel"];
const asked = [listed];
const seen = { cancel: await answering("cancel"), decline: await answering("decline"), acceptForSession: await answering("acceptForSession") };
console.log("codex 0.171.0, availableDecisions:", JSON.stringify(seen.cancel[0].asked[0]));
for (const [name, turns] of Object.entries(seen))
  console.log(` ${name}:`, turns.map((each) => ({ ...each, asked: each.asked.length })));
assert.deepEqual(seen.cancel, Array(2).fill({ asked, command: "declined", turn: "interrupted" }));
assert.deepEqual(seen.decline, Array(2).fill({ asked, command: "declined", turn: "completed" }));
const ran = { command: "completed", turn: "completed" };
assert.deepEqual(seen.acceptForSession, [{ asked, ...ran }, { asked: [], ...ran }]);
server.stdin.end();
await once(server, "exit");
clearTimeout(late);
model.close();
PROGRAM
node finding.mjs
