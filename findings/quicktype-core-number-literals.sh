#!/usr/bin/env bash
# quicktype-core 26.0.0: a number, boolean or null that a schema fixes by `enum` or `const` is read as any value of its kind.
# Only strings keep their values. Unions that are told apart by `version: 1` and `version: 2` lose their tag without a word.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund quicktype-core@26.0.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { InputData, JSONSchemaInput, quicktype } from "quicktype-core";

const schema = {
  type: "object",
  properties: {
    version: { type: "integer", enum: [1] },
    done: { const: true },
    kind: { type: "string", enum: ["one"] },
  },
  required: ["version", "done", "kind"],
  additionalProperties: false,
};
const input = new JSONSchemaInput(undefined);
await input.addSource({ name: "Message", schema: JSON.stringify(schema) });
const inputData = new InputData();
inputData.addInput(input);
const { lines } = await quicktype({ inputData, lang: "typescript", rendererOptions: { "just-types": "true" } });
const text = lines.join("\n");
console.log(text);
assert.match(text, /version:\s+number;/);
assert.match(text, /done:\s+boolean;/);
assert.match(text, /"one"/);
PROGRAM
node finding.mjs
