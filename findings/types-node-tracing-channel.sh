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
npm install --silent --no-audit --no-fund typescript@6.0.3 types24@npm:@types/node@24.19.4 types26@npm:@types/node@26.6.6
echo 'import type { TracingChannel } from "node:diagnostics_channel"; export declare const channel: TracingChannel<number, { id: string }>;' >store-first.d.ts
echo 'import type { TracingChannel } from "node:diagnostics_channel"; export declare const channel: TracingChannel<{ id: string }, number>;' >context-first.d.ts
compile() {
  if found=$(npx tsc --noEmit --skipLibCheck false --module nodenext --target es2022 --types "$1" "$2.d.ts"); then found="no error"; fi
  echo "$2 with $1: $found"
}
for types in types24 types26; do
  for order in store-first context-first; do compile "$types" "$order" | tee -a seen; done
done
grep -q '^store-first with types24: no error' seen
grep -q '^context-first with types24: .*TS2344' seen
grep -q '^store-first with types26: .*TS2344' seen
grep -q '^context-first with types26: no error' seen
