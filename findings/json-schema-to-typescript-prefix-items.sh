#!/usr/bin/env bash
# json-schema-to-typescript 15.0.4: a tuple as 2020-12 writes it becomes `never[]`, which no value of the schema is.
# It does not know `prefixItems`, and reads the `items: false` beside it as "no element at all". schemars 1 writes tuples so.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-to-typescript@15.0.4 ajv@8.20.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { compile } from "json-schema-to-typescript";

const schema = { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false, minItems: 2 };
const admitted = new Ajv2020({ strict: false }).compile(schema)(["a", 1]);
const text = await compile(structuredClone(schema), "Pair", { bannerComment: "" });
console.log(`["a", 1] is ${admitted ? "valid" : "invalid"}; the type is:\n${text}`);
assert.equal(admitted, true);
assert.match(text, /export type Pair = never\[\];/);
PROGRAM
node finding.mjs
