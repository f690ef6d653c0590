#!/usr/bin/env bash
# @openai/codex 0.171.0: `fs/watch` of a file hears nothing more once the file has been replaced by a rename, the way in which most editors save.
# The replacement itself is told as `fs/changed`; after it neither a write nor another replacement is. No error and no notification says
# that the watch has ended: `fs/unwatch` of it succeeds. A watch of a folder hears all of that of a file in it.
# Seen, for the file: write: told; replaced: told; write, replaced again, write: nothing. For the folder of another: all five.
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
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// No turn is run, so no model is asked.
const home = join(process.cwd(), "codex-home");
mkdirSync(home);
writeFileSync(join(home, "config.toml"), `[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const told = [];
const answers = new Map();
let rest = "";
server.stdout.setEncoding("utf8").on("data", (chunk) => {
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


const at = (...names) => join(process.cwd(), ...names);
const files = { "the file": at("one", "notes.txt"), "the folder": at("two", "notes.txt") };
const write = (file) => writeFileSync(file, `${performance.now()}`);
const replace = (file) => {
  write(at("next.txt"));
  renameSync(at("next.txt"), file);
};
for (const name of ["one", "two"]) mkdirSync(at(name));
Object.values(files).forEach(write);
await call("fs/watch", { watchId: "the file", path: files["the file"] });
await call("fs/watch", { watchId: "the folder", path: at("two") });
await pause(500);

/** Changes both files, and waits until the watch of the folder has told of it, and then some; which watches have told. */
async function toldOf(change) {
  const from = told.length;
  Object.values(files).forEach(change);
  const watches = () => told.slice(from).filter(({ method, params }) => method === "fs/changed" && params.changedPaths.includes(files[params.watchId]));
  while (!watches().some(({ params }) => params.watchId === "the folder")) await pause(20);
  await pause(1000);
  return [...new Set(watches().map(({ params }) => params.watchId))].sort();
}
const outcomes = [];
for (const [name, change] of [
  ["write", write],
  ["replaced", replace],
  ["write after that", write],
  ["replaced again", replace],
  ["write after that", write],
]) {
  outcomes.push(await toldOf(change));
  console.log(`codex 0.171.0: ${name}: told by the watch of ${outcomes.at(-1).join(" and by that of ")}`);
}
const [both, one] = [["the file", "the folder"], ["the folder"]];
assert.deepEqual(outcomes, [both, both, one, one, one]);
assert.deepEqual(await call("fs/unwatch", { watchId: "the file" }), {});
server.stdin.end();
await once(server, "exit");
PROGRAM
node finding.mjs
