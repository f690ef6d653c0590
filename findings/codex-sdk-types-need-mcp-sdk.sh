#!/usr/bin/env bash
# The declarations of @openai/codex-sdk 0.163.0 import a type from @modelcontextprotocol/sdk, which is none of its dependencies (a development dependency alone).
# Seen: with `skipLibCheck: false` a program that imports a type of it does not compile (TS2307). With `skipLibCheck: true`, the common setting, it does, and
# what an MCP tool has answered is `any`, silently: one value is accepted as a number and as a symbol.
# Needs Node and npm. Installs the packages in a temporary folder, without the runtime, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --omit=optional --ignore-scripts @openai/codex-sdk@0.163.0 typescript@5.9.3 @types/node@20.19.43
cat >program.ts <<'TS'
import type { McpToolCallItem } from "@openai/codex-sdk";
export function blocksOf({ result }: McpToolCallItem): readonly [number, symbol] | undefined {
  const block = result?.content[0];
  return block && [block, block];
}
TS
compile() {
  if found=$(node_modules/.bin/tsc --noEmit --strict --module nodenext --target es2022 --types node "$@" program.ts); then found="no error"; fi
  echo "$*: $found" | tee -a seen
}
compile --skipLibCheck false
compile --skipLibCheck true
grep -q 'false: .*codex-sdk.*TS2307' seen
grep -q 'true: no error' seen
