#!/usr/bin/env bash
# @openai/codex 0.171.0: of two keys in the `config` of a `thread/start` that name the same table, one takes the other's value away at random.
# `{ "a.b": 1, "a": { "c": 2 } }` is applied in an order that is drawn anew for each request, whichever comes first in the JSON: either
# both settings hold, or the table has replaced what the dotted key set. Both starts succeed, and no warning tells them apart.
# Without the dotted key, or with two dotted ones, it is the same each time. Here, whether commands of the thread may write in /tmp.
# Seen: of 16 starts with either order of the two keys about half answer excludeSlashTmp true, the others false; of 16 without such a
# pair all answer the same.
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
import { createRequire } from "node:module";
import { join } from "node:path";

// No turn is run, so no model is asked.
const home = join(process.cwd(), "codex-home");
mkdirSync(home);
writeFileSync(
  join(home, "config.toml"),
  `model = "m"\nmodel_provider = "local"\nproject_root_markers = []\n
[model_providers.local]\nname = "Local"\nbase_url = "http://127.0.0.1:9/v1"\nwire_api = "responses"
[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`,
);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const server = spawn(process.execPath, [bin, "app-server"], { env: { ...process.env, CODEX_HOME: home }, stdio: ["pipe", "pipe", "ignore"] });
const late = setTimeout(() => (server.kill(), process.exit(1)), 120_000);
const warnings = new Set();
const answers = new Map();
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const { id, method, params, ...answer } of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (method === undefined) answers.get(id)(answer);
    else if (/warning/i.test(method)) warnings.add(params.message ?? params.summary);
});
let lastId = 0;
const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
const call = async (method, params) => {
  const id = (lastId += 1);
  const { result, error } = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(error, undefined);
  return result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });

/** How often which settings came of the same request. */
async function outcomes(config) {
  const seen = {};
  for (let round = 0; round < 16; round += 1) {
    const { sandbox, thread } = await call("thread/start", { approvalPolicy: "never", sandbox: "workspace-write", ephemeral: true, config });
    const key = `excludeSlashTmp ${sandbox.excludeSlashTmp}, excludeTmpdirEnvVar ${sandbox.excludeTmpdirEnvVar}`;
    seen[key] = (seen[key] ?? 0) + 1;
    await call("thread/unsubscribe", { threadId: thread.id });
  }
  console.log("codex 0.171.0:", JSON.stringify(config), seen);
  return Object.keys(seen).sort();
}
const table = "sandbox_workspace_write";
const both = "excludeSlashTmp true, excludeTmpdirEnvVar true";
const without = "excludeSlashTmp false, excludeTmpdirEnvVar true";
const dotted = { [`${table}.exclude_slash_tmp`]: true };
const nested = { [table]: { exclude_tmpdir_env_var: true } };
assert.deepEqual(await outcomes({ ...dotted, ...nested }), [without, both]);
assert.deepEqual(await outcomes({ ...nested, ...dotted }), [without, both]);
assert.deepEqual(await outcomes(nested), [without]);
assert.deepEqual(await outcomes({ ...dotted, [`${table}.exclude_tmpdir_env_var`]: true }), [both]);
const about = [...warnings].filter((text) => text.includes(table) || /ignor/.test(text));
console.log("warnings about the settings:", about);
assert.deepEqual(about, []);
server.stdin.end();
await once(server, "exit");
clearTimeout(late);
PROGRAM
node finding.mjs
