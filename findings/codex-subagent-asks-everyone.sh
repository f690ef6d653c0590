#!/usr/bin/env bash
# @openai/codex 0.171.0: what a subagent wants approved is asked of every client of a websocket server, and the first answer counts.
# A client that has neither started, resumed nor read a thread is told of such a thread's status alone, and is not asked. Of a subagent
# of that thread it gets each turn and item, and the approval request too, whose answer it may give in place of the client that started
# all that. No `thread/started` announces the subagent's thread to anybody; that its turn belongs to another's is told by `rootTurnId`.
# Seen: the other client is told thread/started, thread/status/changed and thread/readState/changed of the thread, and turn/started, item/*,
# item/commandExecution/requestApproval and turn/completed of the subagent; it declines, and the command ends as "declined".
# Needs Node and npm, no network but the registry. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0 ws@8.23.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";

// A model that has a command run beyond the sandbox: by itself, or by a subagent for which it waits.
let byItself = true;
let replies = 0;
function reply({ input }, isSubagent) {
  const outputOf = (callId) => input.find((item) => item.type === "function_call_output" && item.call_id === callId)?.output;
  const id = `item_${(replies += 1)}`;
  const say = { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Done", annotations: [] }] };
  const call = (call_id, name, args, namespace) => ({ type: "function_call", id, call_id, name, namespace, arguments: JSON.stringify(args), status: "completed" });
  if (byItself || isSubagent) {
    const args = { cmd: "echo hello", sandbox_permissions: "require_escalated", justification: "May I?" };
    return outputOf("echo") === undefined ? call("echo", "exec_command", args) : say;
  }
  const started = outputOf("start");
  if (started === undefined) return call("start", "spawn_agent", { message: "Say hello" }, "multi_agent_v1");
  if (outputOf("wait") !== undefined) return say;
  const [, agent] = /"agent_id":"([^"]+)"/.exec(JSON.stringify(started).replaceAll("\\", ""));
  return call("wait", "wait_agent", { targets: [agent], timeout_ms: 20_000 }, "multi_agent_v1");
}
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const item = reply(JSON.parse(body), request.headers["x-codex-parent-thread-id"] !== undefined);
  const id = `r_${item.id}`;
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
const server = spawn(process.execPath, [bin, "app-server", "--listen", "ws://127.0.0.1:0"], {
  env: { ...process.env, CODEX_HOME: home },
  stdio: ["ignore", "ignore", "pipe"],
});
process.on("exit", () => server.kill());
const late = setTimeout(() => process.exit(1), 90_000);
let log = "";
server.stderr.on("data", (chunk) => (log += chunk));
let url;
while ((url = /ws:\/\/127\.0\.0\.1:[1-9]\d*(?=\s)/.exec(log)?.[0]) === undefined) await pause(10);

/** A client that keeps what it is told, and answers what it is asked as `decides` says, if at all. */
async function connect(decides) {
  const socket = new WebSocket(url);
  await once(socket, "open");
  const told = [];
  const answers = new Map();
  let lastId = 0;
  const send = (message) => socket.send(JSON.stringify(message));
  const call = async (method, params) => {
    const id = (lastId += 1);
    const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
    assert.equal(answer.error, undefined);
    return answer.result;
  };
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.method === undefined) return answers.get(message.id)(message);
    told.push(message);
    if (message.id !== undefined && decides !== undefined) send({ id: message.id, result: { decision: decides } });
  });
  await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
  send({ method: "initialized" });
  return { told, call, socket };
}
const idOf = ({ params }) => params?.threadId ?? params?.thread?.id;
const methodsOf = ({ told }, matches) => [...new Set(told.filter(matches).map(({ method }) => method))];

/** Runs a turn on a thread of `one`'s own, and tells what `one` and `other` were told of it and of the subagent. */
async function trial(firstDecides, otherDecides) {
  const one = await connect(firstDecides);
  const other = await connect(otherDecides);
  const { thread } = await one.call("thread/start", { approvalPolicy: "on-request", sandbox: "read-only" });
  const { turn } = await one.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
  while (!one.told.some(({ method, params }) => method === "turn/completed" && params.turn.id === turn.id)) await pause(5);
  await pause(300);
  const isOfThread = (message) => idOf(message) === thread.id;
  const isOfSubagent = (message) => ![undefined, thread.id].includes(idOf(message));
  const command = one.told.find(({ method, params }) => method === "item/completed" && params.item.type === "commandExecution");
  const subagentTurn = other.told.find((message) => message.method === "turn/started" && isOfSubagent(message))?.params.turn;
  for (const { socket } of [one, other]) socket.close();
  return {
    otherOfThread: methodsOf(other, isOfThread),
    otherOfSubagent: methodsOf(other, isOfSubagent),
    oneOfSubagent: methodsOf(one, isOfSubagent),
    command: command.params.item.status,
    rootIsTurnOfOne: subagentTurn && subagentTurn.rootTurnId === turn.id,
  };
}
const plain = await trial("accept", "decline");
byItself = false;
const below = await trial(undefined, "decline");
console.log("codex 0.171.0, a thread without a subagent; the other client:", plain);
console.log("with a subagent, where the client that started the thread leaves the answer open:", below);
const ask = "item/commandExecution/requestApproval";
assert.ok(plain.otherOfThread.includes("thread/started"));
assert.ok(plain.otherOfThread.every((method) => method.startsWith("thread/")));
assert.equal(plain.command, "completed");
assert.ok(below.otherOfThread.every((method) => method.startsWith("thread/")));
for (const method of ["turn/started", "item/completed", ask, "turn/completed"]) assert.ok(below.otherOfSubagent.includes(method));
assert.ok(below.oneOfSubagent.includes(ask));
assert.ok(![...below.oneOfSubagent, ...below.otherOfSubagent].includes("thread/started"));
assert.equal(below.command, "declined");
assert.equal(below.rootIsTurnOfOne, true);
server.kill();
await once(server, "exit");
clearTimeout(late);
model.close();
PROGRAM
node finding.mjs
