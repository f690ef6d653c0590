#!/usr/bin/env bash
# rollup-plugin-dts 6.5.1 with rollup 4.68.8: `export type * as Both from "./both.js"`, where that module itself exports the types of two packages that stay
# outside (`export type *`), gives a declaration file that holds JavaScript: a function `_mergeNamespaces` with a body, which a compiler refuses.
# Seen: TS1183 "An implementation cannot be declared in ambient contexts" by TypeScript 6.0.3. With the module in between outside as well, the file is fine.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund rollup@4.68.8 rollup-plugin-dts@6.5.1 typescript@6.0.3
mkdir -p src node_modules/first node_modules/second
for name in first second; do
  printf '{ "name": "%s", "version": "1.0.0", "types": "index.d.ts" }' "$name" >"node_modules/$name/package.json"
  printf 'export interface Of_%s { readonly name: string }\n' "$name" >"node_modules/$name/index.d.ts"
done
printf 'export type * from "first";\nexport type * from "second";\n' >src/both.ts
printf 'export type * as Both from "./both.js";\n' >src/index.ts
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

async function rolledUp(external) {
  const bundle = await rollup({ input: "src/index.ts", external, plugins: [dts()], onLog: () => undefined });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return output[0].code;
}

const isPackage = (id) => !/^[./]/.test(id);
const code = await rolledUp(isPackage);
writeFileSync("rolled-up.d.ts", code);
const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit", "--skipLibCheck", "false", "rolled-up.d.ts"], { encoding: "utf8" });
console.log(stdout.trim());
assert.match(code, /function _mergeNamespaces\(/);
assert.match(stdout, /error TS1183/);
assert.doesNotMatch(await rolledUp((id) => isPackage(id) || id.includes("both")), /_mergeNamespaces/);
PROGRAM
node finding.mjs
