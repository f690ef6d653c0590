#!/usr/bin/env bash
# vitest 4.1.12 on Node 20: in the pools vmThreads and vmForks a test file has no `Symbol.dispose`, though the process has one: Node puts it on the `Symbol`
# of its own realm alone, and not on those of contexts. A library that makes objects for `using` by `[Symbol.dispose]` then makes a member called
# "undefined". The pool of forks, and jest 30.5.2 with a realm of its own for each file too, have the symbol.
# Seen: undefined in vmThreads, symbol in forks and in jest. Needs Node 20, on which the package is installed in a temporary folder; fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vitest@4.1.12 jest@30.5.2
cat >dispose.test.mjs <<'PROGRAM'
import { it } from "vitest";
it("tells", () => console.log(`SEEN ${typeof Symbol.dispose}`));
PROGRAM
cat >dispose.jest.cjs <<'PROGRAM'
it("tells", () => console.log(`SEEN ${typeof Symbol.dispose}`));
PROGRAM
seen() { "$@" 2>&1 | grep -o 'SEEN [a-z]*' | head -1 | cut -d' ' -f2; }
threads=$(seen npx vitest run --pool vmThreads)
forks=$(seen npx vitest run --pool forks)
jest=$(seen npx jest --testMatch '**/*.jest.cjs')
echo "process: $(node --print 'typeof Symbol.dispose'); vmThreads: $threads; forks: $forks; jest: $jest"
[ "$(node --print 'typeof Symbol.dispose') $threads $forks $jest" = "symbol undefined symbol symbol" ]
