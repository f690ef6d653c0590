#!/usr/bin/env bash
# @openai/codex-sdk 0.163.0: an input of an image alone, or of images and no words, which the types take, never becomes a turn.
# The SDK hands the texts of an input to the runtime's standard input; where there are none it sends nothing, and the runtime ends with code 1 and
# "No prompt provided via stdin." A space for a text fares no better. The app-server of the same runtime takes the same image by itself.
# Seen: [image] and [" ", image]: rejected, no model request; ["?", image]: the model gets the image; turn/start with the image alone: so too.
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
import { setTimeout as pause } from "node:timers/promises";
import { Codex } from "@openai/codex-sdk";

// A model that says one word, and counts the images of the last message that it was sent.
const images = [];
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { content } = JSON.parse(body).input.at(-1);
  const id = `msg_${images.push(content.filter(({ type }) => type === "input_image").length)}`;
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
const path = join(process.cwd(), "dot.png");
// One pixel.
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
writeFileSync(path, Buffer.from(png, "base64"));
const env = { ...process.env, CODEX_HOME: home };
const codex = new Codex({ env });
const image = { type: "local_image", path };
const outcomes = [];
for (const input of [[image], [{ type: "text", text: " " }, image], [{ type: "text", text: "?" }, image]]) {
  const thread = codex.startThread({ workingDirectory: process.cwd(), skipGitRepoCheck: true });
  const outcome = await thread.run(input).then(
    ({ finalResponse }) => finalResponse,
    (error) => error.message.match(/No prompt.*/)?.[0] ?? error.message,
  );
  outcomes.push(outcome);
  console.log(`codex-sdk 0.163.0: ${JSON.stringify(input.map(({ type, text }) => text ?? type))}: ${outcome}; images that the model has got: ${images.length}`);
}
assert.deepEqual(outcomes, ["No prompt provided via stdin.", "No prompt provided via stdin.", "Word"]);
assert.deepEqual(images, [1]);

// The same image by the app-server of the same runtime.
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const answers = new Map();
const told = [];
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (message.method === undefined) answers.get(message.id)(message);
    else told.push(message);
});
const call = async (id, method, params) => {
  const answer = await new Promise((resolve) => (answers.set(id, resolve), server.stdin.write(`${JSON.stringify({ id, method, params })}\n`)));
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call(1, "initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
const { thread } = await call(2, "thread/start", { approvalPolicy: "never", sandbox: "read-only" });
await call(3, "turn/start", { threadId: thread.id, input: [{ type: "localImage", path }] });
const isEnd = ({ method }) => method === "turn/completed";
while (!told.some(isEnd)) await pause(5);
console.log(`app-server of 0.163.0: turn ${told.find(isEnd).params.turn.status}; images that the model has got: ${images.length}`);
assert.deepEqual(images, [1, 1]);
server.stdin.end();
await once(server, "exit");
model.close();
PROGRAM
node finding.mjs
