#!/usr/bin/env bash
# proper-lockfile 4.1.2: `retries` is for any failure, not only for a lock that somebody holds. Where the lock can never be taken, such as in a folder that
# is not there, a caller who is ready to wait for another process waits all its retries before the error comes.
# Seen: with { retries: 4, minTimeout: 100, factor: 1 }, ENOENT after more than 400 ms; without retries, at once.
# Needs Node and npm. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund proper-lockfile@4.1.2
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { lock } from "proper-lockfile";

async function failure(retries) {
  const started = performance.now();
  const error = await lock("missing/file", { realpath: false, retries }).catch((reason) => reason);
  return { code: error.code, ms: performance.now() - started };
}

const once = await failure(0);
const waited = await failure({ retries: 4, minTimeout: 100, maxTimeout: 100, factor: 1 });
console.log(`without retries: ${once.code} after ${once.ms.toFixed(0)} ms; with: ${waited.code} after ${waited.ms.toFixed(0)} ms`);
assert.equal(once.code, "ENOENT");
assert.equal(waited.code, "ENOENT");
assert.ok(waited.ms > 390 && once.ms < waited.ms / 2);
PROGRAM
node finding.mjs
