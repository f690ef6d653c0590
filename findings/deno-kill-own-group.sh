#!/usr/bin/env bash
# Deno 2.9.6, node:child_process: a program that may run one program (`--allow-run=/bin/sleep`) may start it, and end it by `child.kill()`, but not by
# `process.kill`, neither the child nor its group: that asks for the permission to run everything. What ends a tree of processes by its group, as
# programs for Node do, can then only end the first of them.
# Seen: NotCapable for process.kill(child.pid) and for process.kill(-child.pid), true for child.kill().
# Needs Node and npm. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund deno@2.9.6
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

const child = spawn("/bin/sleep", ["60"], { detached: true, stdio: "ignore", env: {} });
await once(child, "spawn");
const outcome = (kill) => {
  try {
    return kill();
  } catch (error) {
    return error.name;
  }
};
const seen = {
  group: outcome(() => process.kill(-child.pid, "SIGTERM")),
  process: outcome(() => process.kill(child.pid, 0)),
  child: outcome(() => child.kill("SIGTERM")),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, { group: "NotCapable", process: "NotCapable", child: true });
PROGRAM
node node_modules/deno/bin.cjs run --quiet --allow-run=/bin/sleep --allow-env=NODE_V8_COVERAGE finding.mjs
