#!/usr/bin/env bash
# @openai/codex 0.171.0: `fs/readDirectory` leaves out every symbolic link whose target is not there, and calls a folder of them empty.
# `fs/getMetadata`, which says of a path whether it "itself is a symbolic link", answers -32603 "No such file" for such a one. So a client finds
# no sign of it by any of the file methods, until `fs/remove` of the empty folder is refused since it is not empty. `fs/copy` takes the link along.
# Seen: readDirectory: []; getMetadata: No such file or directory; remove with recursive: false: Directory not empty; a link to a file: listed.
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
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// No turn is run, so no model is asked.
const home = join(process.cwd(), "codex-home");
mkdirSync(home);
writeFileSync(join(home, "config.toml"), `[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n`);
const bin = createRequire(import.meta.url).resolve("@openai/codex/bin/codex.js");
const env = { ...process.env, CODEX_HOME: home };
const server = spawn(process.execPath, [bin, "app-server"], { env, stdio: ["pipe", "pipe", "ignore"] });
const answers = new Map();
let rest = "";
server.stdout.setEncoding("utf8").on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const message of lines.filter(Boolean).map((line) => JSON.parse(line))) answers.get(message.id)?.(message);
});
let lastId = 0;
const send = (message) => server.stdin.write(`${JSON.stringify(message)}\n`);
const call = async (method, params) => {
  const id = (lastId += 1);
  const answer = await new Promise((resolve) => (answers.set(id, resolve), send({ id, method, params })));
  return answer.result ?? answer.error;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
send({ method: "initialized" });


const [folder, copy] = ["folder", "copy"].map((name) => join(process.cwd(), name));
const link = join(folder, "link");
mkdirSync(folder);
symlinkSync(join(process.cwd(), "target"), link);
const seen = {
  readDirectory: (await call("fs/readDirectory", { path: folder })).entries,
  getMetadata: (await call("fs/getMetadata", { path: link })).message,
  remove: (await call("fs/remove", { path: folder, recursive: false })).message,
  copy: await call("fs/copy", { sourcePath: folder, destinationPath: copy, recursive: true }),
};
console.log("codex 0.171.0: a link to nothing:", seen);
assert.deepEqual(seen.readDirectory, []);
assert.match(seen.getMetadata, /^No such file/);
assert.match(seen.remove, /^Directory not empty/);
assert.ok(lstatSync(join(copy, "link")).isSymbolicLink());

// The same link once its target is there.
writeFileSync(join(process.cwd(), "target"), "");
const entries = (await call("fs/readDirectory", { path: folder })).entries;
const { isSymlink } = await call("fs/getMetadata", { path: link });
console.log("a link to a file:", { entries, isSymlink });
assert.deepEqual(entries, [{ fileName: "link", isDirectory: false, isFile: true }]);
assert.equal(isSymlink, true);
server.stdin.end();
await once(server, "exit");
PROGRAM
node finding.mjs
