#!/usr/bin/env bash
# json-schema-faker 0.6.3: behind the third reference on a path it writes `null`, whatever the schema asks for, and says nothing.
# `maxDepth` (5 by default) counts references too; with a larger one the values are valid. A test that trusts them tests nothing.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-faker@0.6.3 ajv@8.20.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { generateSync } from "json-schema-faker";

const link = (name) => ({
  type: "object",
  properties: { next: { $ref: `#/definitions/${name}` } },
  required: ["next"],
});
const schema = {
  ...link("First"),
  definitions: { First: link("Second"), Second: link("Third"), Third: link("Last"), Last: { type: "string" } },
};
const isValid = new Ajv().compile(schema);
const [short, long] = [generateSync(schema), generateSync(schema, { maxDepth: 50 })];
for (const value of [short, long]) console.log(JSON.stringify(value), isValid(value) ? "valid" : "INVALID");
assert.deepEqual(short, { next: { next: { next: { next: null } } } });
assert.equal(isValid(short), false);
assert.equal(isValid(long), true);
PROGRAM
node finding.mjs
