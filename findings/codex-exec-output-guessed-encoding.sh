#!/usr/bin/env bash
# @openai/codex 0.171.0: `command/exec` guesses an encoding for output that is not UTF-8 to the last byte, and so for UTF-8 that its own cap has cut.
# Where `outputBytesCap`, or the cap of 1 MiB that holds without one, falls between the bytes of a character, it is not that character which is lost:
# all that came before it, plain UTF-8, is answered in the letters of a code page, another one each time. Nothing in the response tells of a cut.
# The same cap one byte further answers what was written. A command of a turn has U+FFFD in the place of a bad byte, and the rest as it was.
# Seen: "Grüße" cut at 3 bytes: "GrĂ"; "Привет, мир" at 9: "ÐŸÑ€Ð¸Ð²Ð"; "日本語のテキスト" at 10: "鏃ユ湰瑾炪"; 600,000 times "é": "ﾃｩﾃｩﾃｩ…".
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
  assert.equal(answer.error, undefined);
  return answer.result;
};
await call("initialize", { clientInfo: { name: "finding", title: null, version: "1" }, capabilities: null });
send({ method: "initialized" });

/** What `command/exec` answers for a command that writes the text. */
async function outputOf(text, outputBytesCap) {
  const file = join(process.cwd(), "text");
  writeFileSync(file, text);
  const { stdout } = await call("command/exec", { command: ["cat", file], sandboxPolicy: { type: "dangerFullAccess" }, outputBytesCap });
  return stdout;
}
for (const [text, cap, seen] of [
  ["Grüße", 3, "GrĂ"],
  ["Привет, мир", 9, "ÐŸÑ€Ð¸Ð²Ð"],
  ["日本語のテキスト", 10, "鏃ユ湰瑾炪"],
]) {
  const cut = await outputOf(text, cap);
  const fits = [...text].reduce((sizes, letter) => [...sizes, sizes.at(-1) + Buffer.byteLength(letter)], [0]).find((size) => size > cap);
  const whole = await outputOf(text, fits);
  console.log(`codex 0.171.0: ${text} with ${cap} bytes: ${cut}; with ${fits}: ${whole}`);
  assert.equal(cut, seen);
  assert.equal(whole, Buffer.from(text).subarray(0, fits).toString());
}
// One byte in front, so that the megabyte ends in the middle of a letter.
const long = await outputOf(`x${"é".repeat(600_000)}`);
const even = await outputOf("é".repeat(600_000));
console.log(`codex 0.171.0: x and 600,000 times é without a cap of one's own: ${long.slice(0, 9)}…; without the x: ${even.slice(0, 9)}…`);
assert.equal(long.slice(0, 9), "xﾃｩﾃｩﾃｩﾃｩ");
assert.equal(even.slice(0, 9), "é".repeat(9));
server.stdin.end();
await once(server, "exit");
PROGRAM
node finding.mjs
