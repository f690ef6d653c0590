#!/usr/bin/env bash
# @openai/codex 0.171.0: `turn/diff/updated`, "the latest aggregated diff across all file changes in the turn" by its schema, has only those made by a patch.
# What a command creates, changes or removes is in no diff, and a turn that only runs commands has none, in a git repository as well. Where a command goes on with a
# file that was patched, the diff keeps to what the patch made of it, which is not on the disk; a model that is offered no `apply_patch`, which is any that the runtime does not
# know, has no diffs at all. A client that shows or judges the diff, or applies it elsewhere, has to ask git.
# Seen: turn by commands (create, change, remove): 0 notifications; patch one → two, then a command adds three: "-one +two" is told, the file is "two three".
# Needs Node, npm and git, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const say = (text) => ({ type: "message", id: `msg_${asked.length}`, role: "assistant", status: "completed", content: [{ type: "output_text", text, annotations: [] }] });
// A model that makes the calls that it is set to, and says one word.
const steps = [];
const calls = (more) => ({ id: `c_${asked.length}`, call_id: `call_${asked.length}`, status: "completed", ...more });
const reply = () => steps.shift()?.() ?? say("Word");
const runs = (cmd) => () => calls({ type: "function_call", name: "exec_command", arguments: JSON.stringify({ cmd }) });
const patches = (text) => () => calls({ type: "custom_tool_call", name: "apply_patch", input: `*** Begin Patch\n${text}\n*** End Patch` });
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
  `model = "gpt-5.5"\nmodel_provider = "local"\nsandbox_mode = "read-only"\nproject_root_markers = []\n
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
const cwd = join(process.cwd(), "work");
mkdirSync(cwd);
const file = (name) => join(cwd, name);
execFileSync("git", ["init", "--quiet"], { cwd });
writeFileSync(file("old.txt"), "old\n");
writeFileSync(file("gone.txt"), "gone\n");
writeFileSync(file("a.txt"), "one\n");
const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "danger-full-access", cwd });
/** The diffs that are told of a turn in which the model takes these steps. */
async function diffs(...todo) {
  steps.push(...todo);
  const from = told.length;
  assert.equal((await run(thread.id, "Go")).status, "completed");
  assert.equal(steps.length, 0);
  return told.slice(from).filter(({ method }) => method === "turn/diff/updated").map(({ params }) => params.diff);
}
const byCommands = await diffs(runs("echo new > new.txt"), runs("echo more >> old.txt"), runs("rm gone.txt"));
const [old, made] = [readFileSync(file("old.txt"), "utf8"), readFileSync(file("new.txt"), "utf8")];
const both = await diffs(patches("*** Update File: a.txt\n@@\n-one\n+two"), runs("echo three >> a.txt"));
const changed = both.at(-1).match(/^[-+][^-+].*$/gm);
const onDisk = readFileSync(file("a.txt"), "utf8");
console.log("codex 0.171.0:", { byCommands, old, made, changed, onDisk });
assert.deepEqual({ byCommands, old, made }, { byCommands: [], old: "old\nmore\n", made: "new\n" });
assert.deepEqual({ changed, onDisk }, { changed: ["-one", "+two"], onDisk: "two\nthree\n" });
server.stdin.end();
await once(server, "exit");
model.closeAllConnections();
model.close();
PROGRAM
node finding.mjs
