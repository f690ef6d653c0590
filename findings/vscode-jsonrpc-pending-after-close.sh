#!/usr/bin/env bash
# vscode-jsonrpc 10.0.0: a request that is under way when the other side goes away never settles, though the connection knows that it is closed.
# `onClose` is called, and the next `sendRequest` throws "Connection is closed." at once, by itself and not as a rejection; the promise of the first stays pending
# for ever, and its caller with it. It is rejected if somebody calls `dispose()`, which the closing does not do, so that each program has to in `onClose`.
# Seen, with a child process that ends without an answer: closed, the pending one unsettled a second later; sendRequest throws; after dispose(): rejected, -32097.
# Needs Node and npm. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vscode-jsonrpc@10.0.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";

// A server that reads one message and ends.
const server = spawn(process.execPath, ["-e", "process.stdin.once('data', () => process.exit(0))"], { stdio: ["pipe", "pipe", "ignore"] });
const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
const seen = { closed: false, pending: "unsettled" };
connection.onClose(() => (seen.closed = true));
connection.listen();
connection.sendRequest("work").then(
  () => (seen.pending = "resolved"),
  ({ code }) => (seen.pending = `rejected, ${code}`),
);
for (let tries = 0; tries < 200 && !seen.closed; tries += 1) await pause(25);
await pause(1_000);
const afterClose = { ...seen };
let next = "a promise";
try {
  connection.sendRequest("more").catch(() => {});
} catch ({ message }) {
  next = `throws: ${message}`;
}
connection.dispose();
await pause(50);
const afterDispose = seen.pending;
console.log("vscode-jsonrpc 10.0.0:", { afterClose, next, afterDispose });
assert.deepEqual(afterClose, { closed: true, pending: "unsettled" });
assert.equal(next, "throws: Connection is closed.");
assert.equal(afterDispose, "rejected, -32097");
PROGRAM
node finding.mjs
