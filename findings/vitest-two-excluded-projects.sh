#!/usr/bin/env bash
# vitest 4.1.12 leaves nothing out where two projects are excluded: each `--project` is asked by itself, and a project that one of them admits is run, so
# that `--project '!slow' --project '!browser'` runs `slow` (which is not `browser`) and `browser` (which is not `slow`). One exclusion works.
# Seen: with one, `fast slow`; with two, `browser fast slow`, the same as with none.
# Needs Node and npm. Installs the package in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vitest@4.1.12
cat >vitest.config.mjs <<'CONFIG'
const project = (name) => ({ test: { name, include: [`${name}.test.mjs`] } });
export default { test: { projects: ["fast", "slow", "browser"].map(project) } };
CONFIG
for name in fast slow browser; do
  echo 'import { it } from "vitest"; it("passes", () => {});' >"$name.test.mjs"
done
listed() {
  echo "$* → $(npx vitest list --filesOnly "$@" | sed 's/^\[\([a-z]*\)\].*/\1/' | sort | xargs)" | tee -a seen
}
listed --project '!browser'
listed --project '!slow' --project '!browser'
grep -qx -- '--project !browser → fast slow' seen
grep -qx -- '--project !slow --project !browser → browser fast slow' seen
