#!/usr/bin/env bash
# @openai/codex 0.171.0 for Linux: `createdAtMs` of `fs/getMetadata` is 0 for every file, also where the file system knows the time.
# The schema has 0 for a time that is not available; Node reads it of the same file on the same system. The binary for Linux is built on musl, for which it seems not
# to be there at all. A client that sorts by it, or draws it, has 1970.
# Seen, on a file system for which Node gives a birth time: createdAtMs 0, modifiedAtMs right, for a file and for a folder.
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
import { mkdirSync, statSync, writeFileSync } from "node:fs";
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
const file = join(process.cwd(), "new.txt");
writeFileSync(file, "new\n");
const seen = [];
for (const path of [file, home]) {
  const { createdAtMs, modifiedAtMs } = await call("fs/getMetadata", { path });
  const { birthtimeMs, mtimeMs } = statSync(path);
  seen.push({ createdAtMs, birthIsKnown: birthtimeMs > 0, modifiedIsRight: Math.abs(modifiedAtMs - mtimeMs) < 2 });
}
console.log("codex 0.171.0:", process.platform, process.arch, seen);
const each = { createdAtMs: 0, birthIsKnown: true, modifiedIsRight: true };
assert.deepEqual(seen, [each, each]);
server.stdin.end();
await once(server, "exit");
PROGRAM
node finding.mjs
