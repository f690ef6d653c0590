#!/usr/bin/env bash
# ts-morph 28.0.0: a Project under "module": "nodenext" does not read `"type": "module"` of the package.json above a file, so that the file
# counts as CommonJS. What it imports from a package with the condition `import` alone is not found, and is `any` without an error where nobody
# asks for diagnostics. TypeScript 6.0.3, by itself, finds it with the same tsconfig.
# Seen: "Cannot find module 'esm-only'", and the type `any`, where the compiler says no error, and `number`.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >package.json <<'JSON'
{ "name": "user", "private": true, "type": "module" }
JSON
npm install --silent --no-audit --no-fund ts-morph@28.0.0 typescript@6.0.3
mkdir node_modules/esm-only
cat >node_modules/esm-only/package.json <<'JSON'
{ "name": "esm-only", "version": "1.0.0", "type": "module", "exports": { ".": { "import": { "types": "./index.d.ts", "default": "./index.js" } } } }
JSON
echo 'export const count: number;' >node_modules/esm-only/index.d.ts
echo 'export const count = 1;' >node_modules/esm-only/index.js
cat >tsconfig.json <<'JSON'
{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "noEmit": true, "types": [] }, "files": ["user.ts"] }
JSON
echo 'import { count } from "esm-only"; export const seen = count;' >user.ts
npx tsc -p . && echo "tsc: no error"
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Project } from "ts-morph";

const project = new Project({ tsConfigFilePath: "tsconfig.json" });
const file = project.getSourceFileOrThrow("user.ts");
const type = file.getVariableDeclarationOrThrow("seen").getType().getText();
const messages = project.getPreEmitDiagnostics().map((one) => String(one.getMessageText().getMessageText?.() ?? one.getMessageText()));
console.log(`ts-morph: ${messages.join("; ")}; seen: ${type}`);
assert.equal(type, "any");
assert.match(messages.join(), /Cannot find module 'esm-only'/);
assert.equal(file.compilerNode.impliedNodeFormat, undefined);
PROGRAM
node finding.mjs
