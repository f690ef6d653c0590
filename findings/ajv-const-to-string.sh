#!/usr/bin/env bash
# ajv 8.20.0: a validator of `const` or `enum` with an object in it throws a TypeError at valid JSON that has a key `toString`.
# The comparison calls the value's own toString. A validator is expected to answer true or false; a server that relies on it answers 500.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ajv@8.20.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Ajv } from "ajv";

const value = JSON.parse('{"toString": 1}');
for (const schema of [{ const: { a: 1 } }, { enum: [{ a: 1 }, "b"] }]) {
  const validate = new Ajv().compile(schema);
  assert.equal(validate({ a: 1 }), true);
  assert.throws(() => validate(value), (error) => {
    console.log(`${JSON.stringify(schema)}: ${error}`);
    return error instanceof TypeError && error.message.includes("toString");
  });
}
PROGRAM
node finding.mjs
