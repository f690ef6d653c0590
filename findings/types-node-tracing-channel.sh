#!/usr/bin/env bash
# @types/node 26.6.6 has the two type parameters of TracingChannel the other way round than 24.19.4: the context comes first now, and the store second. The
# runtime did not change. A library whose declarations name both cannot compile with either version of a user's `@types/node`.
# Seen: `TracingChannel<number, { id: string }>` is fine on 24 and TS2344 on 26; `TracingChannel<{ id: string }, number>` the reverse.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund typescript@6.0.3
compile() {
  if found=$(../node_modules/.bin/tsc --noEmit --skipLibCheck false --module nodenext --target es2022 --types node "$1.d.ts"); then found="no error"; fi
  echo "$1: $found"
}
for version in 24.19.4 26.6.6; do
  mkdir "$version" && cd "$version"
  echo '{ "private": true }' >package.json
  npm install --silent --no-audit --no-fund "@types/node@$version"
  echo 'import type { TracingChannel } from "node:diagnostics_channel"; export declare const channel: TracingChannel<number, { id: string }>;' >store-first.d.ts
  echo 'import type { TracingChannel } from "node:diagnostics_channel"; export declare const channel: TracingChannel<{ id: string }, number>;' >context-first.d.ts
  for order in store-first context-first; do compile "$order" | sed "s/^/@types\/node $version, /" | tee -a ../seen; done
  cd ..
done
grep -q '24.19.4, store-first: no error' seen
grep -q '24.19.4, context-first: .*TS2344' seen
grep -q '26.6.6, store-first: .*TS2344' seen
grep -q '26.6.6, context-first: no error' seen
