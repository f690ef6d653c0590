#!/usr/bin/env bash
# zod 4.6.7 with ajv 8.20.0: of a string with one check, such as `z.string().startsWith("a")`, zod prints its own name for the check as the `format`, and
# Ajv as it is by default does not compile the schema. "starts_with", "ends_with", "includes", "lowercase" and "uppercase" are formats of no draft, beside
# a `pattern` that already says all. A second check may take them away again: with a `regex` beside it, the schema has patterns alone, and compiles.
# Seen: { type: "string", format: "starts_with", pattern: "^a.*" }: 'unknown format "starts_with" ignored in schema'; with .regex(/b/): no format, compiled.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 ajv@8.20.0 ajv-formats@3.0.1
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";

const ajv = new Ajv2020();
addFormats.default(ajv);
const text = z.string();
const schemas = {
  starts_with: text.startsWith("a"),
  ends_with: text.endsWith("a"),
  includes: text.includes("a"),
  lowercase: text.lowercase(),
  uppercase: text.uppercase(),
};
/** What zod prints, and what Ajv says of it. */
function compile(schema) {
  const printed = z.toJSONSchema(schema);
  try {
    ajv.compile(printed);
    return { printed, said: "compiled" };
  } catch (error) {
    return { printed, said: error.message };
  }
}
for (const [format, schema] of Object.entries(schemas)) {
  const { printed, said } = compile(schema);
  console.log(`zod 4.6.7: format ${printed.format}, pattern ${printed.pattern}; ajv 8.20.0: ${said}`);
  assert.equal(printed.format, format);
  assert.equal(typeof printed.pattern, "string");
  assert.match(said, /^unknown format/);
}
const two = compile(text.startsWith("a").regex(/b/));
console.log("with two checks:", JSON.stringify(two));
assert.equal(two.said, "compiled");
assert.equal(two.printed.format, undefined);
PROGRAM
node finding.mjs
