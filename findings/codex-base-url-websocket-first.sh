#!/usr/bin/env bash
# @openai/codex 0.171.0 with `openai_base_url` at a gateway that speaks HTTP only: the first turn of every thread waits some 6 seconds, or fails.
# The built-in provider opens a websocket first, also at another host. What the gateway answers to that decides: 426 and it goes on by HTTP at once;
# 404, which most servers say to what they do not know, and it asks seven times before it does; 400 and the turn has failed, and no request
# by HTTP is ever made. That error has an empty message and "other" for its kind. A later turn of the same thread keeps to HTTP, a new thread begins anew.
# Seen: 426: completed, 1 websocket; 404: completed after more than 4 s, 7 websockets, in each of two threads, its second turn at once;
# 400: failed, {"message":"","codexErrorInfo":"other"}.
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

const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");

/** Runs two turns in each of some threads, with a gateway that answers every websocket with the status, and every request by HTTP with one word. */
async function withGateway(refusal, threads) {
  const requests = { websocket: 0, http: 0 };
  const gateway = createServer(async (request, response) => {
    for await (const _ of request);
    if (request.method !== "POST") return response.writeHead(404).end();
    const id = `msg_${(requests.http += 1)}`;
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
  gateway.on("upgrade", (_, socket) => {
    requests.websocket += 1;
    socket.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  });
  gateway.listen(0, "127.0.0.1");
  await once(gateway, "listening");

  const home = join(process.cwd(), `codex-home-${refusal.slice(0, 3)}`);
  mkdirSync(home);
  writeFileSync(
    join(home, "config.toml"),
    `openai_base_url = "http://127.0.0.1:${gateway.address().port}/v1"\nproject_root_markers = []\n
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
  );
  writeFileSync(join(home, "auth.json"), JSON.stringify({ auth_mode: "apikey", OPENAI_API_KEY: "no-real-key" }));
  const server = spawn(process.execPath, [bin, "app-server"], { env: { ...process.env, CODEX_HOME: home }, stdio: ["pipe", "pipe", "ignore"] });
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
  const turns = [];
  for (let count = 0; count < threads; count += 1) {
    const { thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "read-only" });
    for (const which of ["first", "second"]) {
      const before = { ...requests };
      const begun = performance.now();
      const { turn } = await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
      const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
      while (!told.some(isEnd)) await pause(5);
      const { status, error } = told.find(isEnd).params.turn;
      const seconds = (performance.now() - begun) / 1000;
      turns.push({ refusal, which, status, error, seconds, websocket: requests.websocket - before.websocket, http: requests.http - before.http });
    }
  }
  server.stdin.end();
  await once(server, "exit");
  gateway.closeAllConnections();
  gateway.close();
  for (const { error, seconds, ...turn } of turns)
    console.log("codex 0.171.0:", { ...turn, seconds: seconds.toFixed(1), ...(error && { message: error.message, codexErrorInfo: error.codexErrorInfo }) });
  return turns;
}

const [upgradeRequired] = await withGateway("426 Upgrade Required", 1);
assert.deepEqual([upgradeRequired.status, upgradeRequired.http], ["completed", 1]);
assert.ok(upgradeRequired.websocket <= 2);

const notFound = await withGateway("404 Not Found", 2);
for (const turn of notFound) assert.deepEqual([turn.status, turn.http], ["completed", 1]);
for (const turn of notFound.filter(({ which }) => which === "first")) {
  assert.ok(turn.websocket >= 5);
  assert.ok(turn.seconds > 4);
}
for (const turn of notFound.filter(({ which }) => which === "second")) assert.equal(turn.websocket, 0);

for (const turn of await withGateway("400 Bad Request", 1)) {
  assert.deepEqual([turn.status, turn.http], ["failed", 0]);
  assert.deepEqual([turn.error.message, turn.error.codexErrorInfo], ["", "other"]);
}
PROGRAM
node finding.mjs
