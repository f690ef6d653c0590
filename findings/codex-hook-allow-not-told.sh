#!/usr/bin/env bash
# @openai/codex 0.171.0: `hook/completed` is the same for a `PermissionRequest` hook that allowed as for one that had no opinion.
# `status` is "completed" and `entries` is empty in both, though the first has decided and the second has left it to the client.
# And the approval policy `never` silences such a hook for a command, but not for a tool of an MCP server: there it is run, and its word
# is all that parts a call that is made from one that is refused, with no request to a client in either.
# Seen: {"status":"completed","entries":[]} in all runs of the hook; under never no run for the command, one for the tool, which rings the
# bell on "allow" and is refused on no word.
# Needs Node and npm, no network but the registry. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
cat >bell.mjs <<'PROGRAM'
// An MCP server with one tool, which rings a bell.
import { createInterface } from "node:readline";

const results = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "bell", version: "1" } }),
  "tools/list": () => ({
    tools: [{ name: "ring", description: "Rings.", inputSchema: { type: "object", properties: {} }, annotations: { destructiveHint: true } }],
  }),
  "tools/call": () => ({ content: [{ type: "text", text: "ding dong" }] }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const answer = results[method] ? { result: results[method](params) } : { error: { code: -32601, message: "Not here" } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n`);
}
PROGRAM
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// A model that calls the tool, or has a command run beyond the sandbox, and keeps what came of it.
let what;
let replies = 0;
let output;
const calls = {
  command: { name: "exec_command", arguments: JSON.stringify({ cmd: "echo ding dong", sandbox_permissions: "require_escalated", justification: "May I?" }) },
  tool: { name: "ring", namespace: "mcp__bell", arguments: "{}" },
};
const model = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const last = JSON.parse(body).input.at(-1);
  const id = `r_${(replies += 1)}`;
  if (last.type === "function_call_output") output = JSON.stringify(last.output);
  const item =
    last.type === "function_call_output"
      ? { type: "message", id, role: "assistant", status: "completed", content: [{ type: "output_text", text: "Done", annotations: [] }] }
      : { type: "function_call", id, call_id: `call_${id}`, status: "completed", ...calls[what] };
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
const [config, hook, ran] = ["config.toml", "hook.sh", "hook-has-run"].map((name) => join(home, name));
mkdirSync(home);
const quoted = JSON.stringify;
writeFileSync(
  config,
  `model = "m"\nmodel_provider = "local"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:${model.address().port}/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false
[mcp_servers.bell]\ncommand = ${quoted(process.execPath)}\nargs = [${quoted(join(process.cwd(), "bell.mjs"))}]
[[hooks.PermissionRequest]]\n[[hooks.PermissionRequest.hooks]]\ntype = "command"\ncommand = ${quoted(`sh ${hook}`)}\n`,
);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");

/** Starts a server, does something with a client of it that declines what it is asked, and ends the server. */
async function withClient(act) {
  const server = spawn(process.execPath, [bin, "app-server"], { env: { ...process.env, CODEX_HOME: home }, stdio: ["pipe", "pipe", "ignore"] });
  const late = setTimeout(() => (server.kill(), process.exit(1)), 90_000);
  const told = [];
  const answers = new Map();
  let rest = "";
  const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
  server.stdout.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const message of lines.filter(Boolean).map((line) => JSON.parse(line))) {
      if (message.method === undefined) answers.get(message.id)(message);
      else told.push(message);
      if (message.method === undefined || message.id === undefined) continue;
      const isTool = message.method === "mcpServer/elicitation/request";
      send({ id: message.id, result: isTool ? { action: "decline", content: null } : { decision: "decline" } });
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
  await act({ call, told });
  server.stdin.end();
  await once(server, "exit");
  clearTimeout(late);
}

// The user trusts the hook: its hash goes into the configuration. What the script says in each trial is no part of that hash.
await withClient(async ({ call }) => {
  const { data } = await call("hooks/list", { cwds: [process.cwd()] });
  for (const { key, currentHash } of data[0].hooks)
    appendFileSync(config, `[hooks.state.${quoted(key)}]\ntrusted_hash = ${quoted(currentHash)}\n`);
});
const trials = {};
await withClient(async ({ call, told }) => {
  for (const approvalPolicy of ["on-request", "never"])
    for (what of ["command", "tool"])
      for (const says of ["allow", "nothing"]) {
        const decision = { hookSpecificOutput: { hookEventName: "PermissionRequest", decision: { behavior: "allow" } } };
        writeFileSync(hook, `cat >/dev/null\ntouch '${ran}'\n${says === "allow" ? `echo '${JSON.stringify(decision)}'` : ""}\n`);
        rmSync(ran, { force: true });
        const from = told.length;
        const { thread } = await call("thread/start", { approvalPolicy, sandbox: "read-only", cwd: process.cwd() });
        const { turn } = await call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "Go", text_elements: [] }] });
        const isEnd = ({ method, params }) => method === "turn/completed" && params.turn.id === turn.id;
        while (!told.some(isEnd)) await pause(5);
        const of = told.slice(from);
        // Of the hook's run all but its id, which names the item, and its times.
        const runs = of.filter(({ method }) => method === "hook/completed").map(({ params }) => {
          const { id, startedAt, completedAt, durationMs, ...same } = params.run;
          return same;
        });
        trials[`${approvalPolicy}, ${what}, hook says ${says}`] = {
          hookRan: existsSync(ran),
          asked: of.some(({ id }) => id !== undefined),
          done: output.includes("ding dong"),
          runs,
        };
      }
});
console.log("codex 0.171.0:");
for (const [name, { runs, ...rest }] of Object.entries(trials))
  console.log(` ${name}:`, rest, "hook/completed:", runs.map(({ status, entries }) => ({ status, entries })));
const outcome = (name) => (({ hookRan, asked, done }) => ({ hookRan, asked, done }))(trials[name]);
for (const kind of ["command", "tool"]) {
  const [allow, nothing] = ["allow", "nothing"].map((says) => `on-request, ${kind}, hook says ${says}`);
  assert.deepEqual(outcome(allow), { hookRan: true, asked: false, done: true });
  assert.deepEqual(outcome(nothing), { hookRan: true, asked: true, done: false });
  assert.equal(trials[allow].runs.length, 1);
  assert.deepEqual(trials[allow].runs, trials[nothing].runs);
}
for (const says of ["allow", "nothing"])
  assert.deepEqual(outcome(`never, command, hook says ${says}`), { hookRan: false, asked: false, done: false });
assert.deepEqual(outcome("never, tool, hook says allow"), { hookRan: true, asked: false, done: true });
assert.deepEqual(outcome("never, tool, hook says nothing"), { hookRan: true, asked: false, done: false });
assert.deepEqual(trials["never, tool, hook says allow"].runs, trials["never, tool, hook says nothing"].runs);
model.close();
PROGRAM
node finding.mjs
