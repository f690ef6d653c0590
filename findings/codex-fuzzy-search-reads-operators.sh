#!/usr/bin/env bash
# @openai/codex 0.171.0: `fuzzyFileSearch` reads `!`, `^` and `$` in a query as operators, which its schema, a plain string `query`, does not tell.
# They are what one types for files that have them in their names: `$` at the end stands for the end of the path, so that a file "users.$.tsx" of a router that
# writes parameters like this is found by "users.", not by "users.$", and its neighbour again by "users.$id". `!` in front turns the search round: the
# answer is every file that does not match, the root itself among them, by the name "". A backslash before the character takes it as it is written.
# Seen, of three files: "users." both; "users.$" none; "users.$i" one; "users.\\$" both; "!important" the two others, "routes" and ""; "\\!important" the one.
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

const home = join(process.cwd(), "codex-home");
mkdirSync(home);
writeFileSync(join(home, "config.toml"), "[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n");
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const answers = new Map();
let rest = "";
server.stdout.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line)))
    if (message.method === undefined) answers.get(message.id)(message);
});
let lastId = 0;
const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
const call = async (method, params) => {
  const id = (lastId += 1);
  const { error, result } = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  assert.equal(error, undefined);
  return result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });
const root = join(process.cwd(), "work");
mkdirSync(join(root, "routes"), { recursive: true });
for (const name of ["routes/users.$.tsx", "routes/users.$id.tsx", "!important.md"]) writeFileSync(join(root, name), "");
const found = {};
for (const query of ["users.", "users.$", "users.$i", "users.\\$", "!important", "\\!important"]) {
  const { files } = await call("fuzzyFileSearch", { query, roots: [root], cancellationToken: null });
  found[query] = files.map(({ path }) => path).sort();
}
console.log("codex 0.171.0: fuzzyFileSearch:", found);
const both = ["routes/users.$.tsx", "routes/users.$id.tsx"];
assert.deepEqual(found, {
  "users.": both,
  "users.$": [],
  "users.$i": ["routes/users.$id.tsx"],
  "users.\\$": both,
  "!important": ["", "routes", ...both],
  "\\!important": ["!important.md"],
});
server.stdin.end();
await once(server, "exit");
PROGRAM
node finding.mjs
