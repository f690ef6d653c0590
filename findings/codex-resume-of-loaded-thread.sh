#!/usr/bin/env bash
# @openai/codex 0.171.0: `thread/resume` of a thread that the server has loaded takes none of the options it is sent, and succeeds all the same.
# Model, effort, sandbox, approval policy, folder, `config` and instructions of the request are dropped: the response and the next model request have
# the old ones, and no warning is sent. A client that reconnects to a server which has kept its threads, and narrows them as it resumes, has
# narrowed nothing: where the thread was in full access, a command writes. Resumed by a server that has not loaded it, the same request holds.
# Seen: asked for gpt-5.5, high, readOnly, on-request; loaded: m, null, dangerFullAccess, never; not loaded: gpt-5.5, high, readOnly, on-request.
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
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that has one command run in each turn, and keeps what it was sent.
let asked;
let replies = 0;
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked = JSON.parse(body);
  const id = `r_${(replies += 1)}`;
  const isAnswered = asked.input.at(-1).type === "function_call_output";
  const item = isAnswered
    ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Word", annotations: [] }] }
    : { type: "function_call", id, call_id: `call_${id}`, status: "completed", name: "exec_command", arguments: JSON.stringify({ cmd: "echo x >written" }) };
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
  `model = "m"\nmodel_provider = "local"\nsandbox_mode = "read-only"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const cwd = join(process.cwd(), "work");
mkdirSync(cwd);

/** Starts a server, does something with a client of it, and ends the server. */
async function withClient(act) {
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
  await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
  send({ method: "initialized" });
  // Runs a turn; whether its command could write.
  const writes = async (threadId) => {
    rmSync(join(cwd, "written"), { force: true });
    const { turn } = await call("turn/start", { threadId, input: [{ type: "text", text: "Go", text_elements: [] }] });
    const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
    while (!told.some(isEnd)) await pause(5);
    return existsSync(join(cwd, "written"));
  };
  const result = await act({ call, told, writes });
  server.stdin.end();
  await once(server, "exit");
  return result;
}
/** Resumes the thread with other options than it has; what is in force afterwards. */
async function resumed({ call, told, writes }, threadId) {
  const from = told.length;
  const options = { model: "gpt-5.5", sandbox: "read-only", approvalPolicy: "on-request", config: { model_reasoning_effort: "high" } };
  const { model, reasoningEffort, sandbox, approvalPolicy } = await call("thread/resume", { threadId, ...options });
  const warnings = told.slice(from).filter(({ method }) => /warning/i.test(method)).length;
  const wrote = await writes(threadId);
  return { model, reasoningEffort, sandbox: sandbox.type, approvalPolicy, warnings, wrote, asked: [asked.model, asked.reasoning?.effort ?? null] };
}
const { threadId, loaded } = await withClient(async (client) => {
  const { thread } = await client.call("thread/start", { approvalPolicy: "never", sandbox: "danger-full-access", cwd });
  assert.equal(await client.writes(thread.id), true);
  return { threadId: thread.id, loaded: await resumed(client, thread.id) };
});
const cold = await withClient((client) => resumed(client, threadId));
model.close();
console.log("codex 0.171.0: a loaded thread after thread/resume", loaded);
console.log("a thread that is not loaded", cold);
const before = { model: "m", reasoningEffort: null, sandbox: "dangerFullAccess", approvalPolicy: "never", asked: ["m", null] };
assert.deepEqual(loaded, { ...before, warnings: 0, wrote: true });
const { warnings, ...after } = cold;
assert.deepEqual(after, {
  model: "gpt-5.5",
  reasoningEffort: "high",
  sandbox: "readOnly",
  approvalPolicy: "on-request",
  wrote: false,
  asked: ["gpt-5.5", "high"],
});
PROGRAM
node finding.mjs
