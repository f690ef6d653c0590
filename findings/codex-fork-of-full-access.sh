#!/usr/bin/env bash
# @openai/codex 0.171.0: a fork of a thread in full access has a sandbox that nobody named: not the parent's, nor that of the configuration.
# Where the configured permission profile denies a pattern of files, and a turn of the parent has brought `dangerFullAccess`, `thread/fork`
# without overrides mixes the two: `workspaceWrite` of `/` with the network, and the denied files are denied again. Nothing warns of it,
# while `thread/resume` of the parent still answers `dangerFullAccess`. Under a profile that denies nothing the fork has that too.
# Seen: the fork answers {"type":"workspaceWrite","writableRoots":["/"],"networkAccess":true,…} and activePermissionProfile null; a command
# in it writes beside the workspace, which the profile forbids, and cannot read note.env, which the parent can.
# Needs Node and npm, and a system on which the sandbox of codex runs; no network but the registry. Installs the package in a temporary
# folder, and fails if what is described is no longer seen.
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
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that has one command run in each turn, and keeps what came of it.
const cmd = "cat note.env; touch ../beside";
let replies = 0;
let output;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const last = JSON.parse(body).input.at(-1);
  const id = `r_${(replies += 1)}`;
  if (last.type === "function_call_output") output = JSON.stringify(last.output);
  const item =
    last.type === "function_call_output"
      ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Done", annotations: [] }] }
      : { type: "function_call", id, call_id: `call_${id}`, name: "exec_command", arguments: JSON.stringify({ cmd }), status: "completed" };
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

const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const work = join(process.cwd(), "work");
mkdirSync(work);
writeFileSync(join(work, "note.env"), "what the note says\n");

/** What the fork of a thread in full access answers, is warned of and can do, under a profile that does this with `*.env`. */
async function forkUnder(name, access) {
  const home = join(process.cwd(), name);
  mkdirSync(home);
  writeFileSync(
    join(home, "config.toml"),
    `model = "m"\nmodel_provider = "local"\nproject_root_markers = []\ndefault_permissions = "careful"\n
[permissions.careful.filesystem]\n":root" = "read"\n":workspace_roots" = { "." = "write"${access} }
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
  );
  const server = spawn(process.execPath, [bin, "app-server"], { env: { ...process.env, CODEX_HOME: home }, stdio: ["pipe", "pipe", "ignore"] });
  const late = setTimeout(() => (server.kill(), process.exit(1)), 60_000);
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
  const run = async (threadId, overrides = {}) => {
    rmSync(join(work, "..", "beside"), { force: true });
    const input = [{ type: "text", text: "Go", text_elements: [] }];
    const { turn } = await call("turn/start", { threadId, input, ...overrides });
    while (!told.some(({ method, params }) => method === "turn/completed" && params.turn.id === turn.id)) await pause(5);
    return { read: output.includes("what the note says"), wroteBeside: existsSync(join(work, "..", "beside")) };
  };
  await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
  send({ method: "initialized" });
  const start = await call("thread/start", { approvalPolicy: "never", cwd: work });
  const threadId = start.thread.id;
  const byProfile = await run(threadId);
  const inFull = await run(threadId, { sandboxPolicy: { type: "dangerFullAccess" } });
  const from = told.length;
  const fork = await call("thread/fork", { threadId });
  const resumed = await call("thread/resume", { threadId });
  const inFork = await run(fork.thread.id);
  // That the model's name is made up is not what this is about.
  const warnings = told.slice(from).filter(({ method, params }) => /warning/i.test(method) && !/metadata/.test(params.message));
  server.stdin.end();
  await once(server, "exit");
  clearTimeout(late);
  assert.equal(start.activePermissionProfile.id, "careful");
  assert.equal(resumed.sandbox.type, "dangerFullAccess");
  return { byProfile, inFull, inFork, profile: fork.activePermissionProfile, sandbox: fork.sandbox, warnings };
}

const denies = await forkUnder("denies", `, "*.env" = "none"`);
const plain = await forkUnder("plain", "");
console.log("codex 0.171.0, fork of a thread in full access, under a profile that denies *.env:", denies);
console.log("under one that denies nothing:", plain);
assert.deepEqual(denies.byProfile, { read: false, wroteBeside: false });
assert.deepEqual(denies.inFull, { read: true, wroteBeside: true });
assert.deepEqual(denies.inFork, { read: false, wroteBeside: true });
assert.equal(denies.sandbox.type, "workspaceWrite");
assert.deepEqual(denies.sandbox.writableRoots, ["/"]);
assert.equal(denies.sandbox.networkAccess, true);
assert.equal(denies.profile, null);
assert.deepEqual(denies.warnings, []);
assert.equal(plain.sandbox.type, "dangerFullAccess");
model.close();
PROGRAM
node finding.mjs
