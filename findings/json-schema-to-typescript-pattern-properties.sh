#!/usr/bin/env bash
# json-schema-to-typescript 15.0.4: `properties` beside `patternProperties` of another type give an interface that does not compile.
# The pattern becomes an index signature for every key, and the listed key does not fit it (TS2411).
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-to-typescript@15.0.4 typescript@6.0.3
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { compile } from "json-schema-to-typescript";

const schema = {
  type: "object",
  properties: { name: { type: "string" } },
  patternProperties: { "^x-": { type: "number" } },
  additionalProperties: false,
};
const text = await compile(schema, "Entry", { bannerComment: "" });
writeFileSync("entry.ts", text);
const { stdout, status } = spawnSync("npx", ["tsc", "--noEmit", "--strict", "--ignoreConfig", "entry.ts"], { encoding: "utf8" });
console.log(`${text}\n${stdout}`);
assert.notEqual(status, 0);
assert.match(stdout, /TS2411/);
PROGRAM
node finding.mjs
