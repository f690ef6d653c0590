import { cruise } from "dependency-cruiser";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cruiseOptions, layerRules } from "../../layers.mjs";

const root = "tools/test/fixtures/layers";
const rules = layerRules(root);

/** Rule → what breaks it in the fixtures, as `importer → imported`. Whatever is not listed here must be allowed. */
const want: Record<string, string[]> = {
  "client-errors-imports-only-lower-layers": ["client/errors.ts → client/transport/index.ts"],
  "client-lib-imports-only-lower-layers": [
    "client/diagnostics/index.ts → client/transport/index.ts",
    "client/lib/index.ts → client/transport/index.ts",
  ],
  "client-transport-imports-only-lower-layers": ["client/transport/index.ts → client/rpc/index.ts"],
  "client-rpc-imports-only-lower-layers": ["client/rpc/index.ts → client/operation/index.ts"],
  "client-operation-imports-only-lower-layers": ["client/operation/index.ts → client/generated-support.ts"],
  "client-protocol-imports-only-lower-layers": ["client/generated/types.ts → client/operation/index.ts"],
  "client-generated-support-imports-only-lower-layers": [
    "client/generated-support.ts → client/generated/rpc.ts",
  ],
  "client-generated-imports-only-lower-layers": ["client/generated/rpc.ts → client/turn.ts"],
  "client-approvals-imports-only-lower-layers": ["client/approvals/index.ts → client/turn.ts"],
  "client-settings-imports-only-lower-layers": ["client/settings/index.ts → client/session/index.ts"],
  "client-session-imports-only-lower-layers": ["client/session/index.ts → client/turn.ts"],
  "client-turn-imports-only-lower-layers": ["client/turn.ts → client/thread/index.ts"],
  "client-thread-imports-only-lower-layers": ["client/thread/index.ts → client/codex.ts"],
  "client-connect-imports-only-lower-layers": ["client/connect/index.ts → client/codex.ts"],
  "client-codex-imports-only-lower-layers": ["client/codex.ts → client/index.ts"],
  "client-index-imports-only-lower-layers": ["client/testing/index.ts → client/demo/index.ts"],
  "client-demo-imports-only-lower-layers": ["client/demo/index.ts → client/cli.ts"],
  "client-every-file-belongs-to-a-layer": ["client/utils.ts → client/utils.ts"],
  "client-never-imports-codegen": ["client/index.ts → codegen/generate.ts"],
  "generated-imports-only-its-support": [
    "client/generated/rpc.ts → client/approvals/index.ts",
    "client/generated/rpc.ts → client/rpc/index.ts",
    "client/generated/rpc.ts → client/turn.ts",
    "client/generated/rpc.ts → path",
    "client/generated/types.ts → client/operation/index.ts",
  ],
  "codegen-errors-imports-only-lower-layers": ["codegen/errors.ts → codegen/schema/read.ts"],
  "codegen-threads-imports-only-lower-layers": ["codegen/threads/thread.ts → codegen/schema/read.ts"],
  "codegen-schema-imports-only-lower-layers": ["codegen/schema/read.ts → codegen/protocol/ir.ts"],
  "codegen-protocol-imports-only-lower-layers": ["codegen/protocol/ir.ts → codegen/diff/diff.ts"],
  "codegen-history-imports-only-lower-layers": ["codegen/history/ages.ts → codegen/diff/diff.ts"],
  "codegen-diff-imports-only-lower-layers": ["codegen/diff/diff.ts → codegen/surface/table.ts"],
  "codegen-timeline-imports-only-lower-layers": ["codegen/timeline/timeline.ts → codegen/surface/table.ts"],
  "codegen-surface-imports-only-lower-layers": ["codegen/surface/table.ts → codegen/emit/types.ts"],
  "codegen-emit-imports-only-lower-layers": ["codegen/emit/types.ts → codegen/output/write.ts"],
  "codegen-usage-imports-only-lower-layers": ["codegen/usage/usage.ts → codegen/generate.ts"],
  "codegen-output-imports-only-lower-layers": ["codegen/output/write.ts → codegen/generate.ts"],
  "codegen-generate-imports-only-lower-layers": ["codegen/generate.ts → codegen/cli.ts"],
  "codegen-cache-imports-only-lower-layers": ["codegen/cache/recall.ts → codegen/cli.ts"],
  "codegen-every-file-belongs-to-a-layer": ["codegen/helpers/x.ts → codegen/helpers/x.ts"],
  "typescript-tools-only-from-emit-on": [
    "codegen/protocol/ir.ts → prettier",
    "codegen/surface/table.ts → ts-morph",
  ],
  "quicktype-only-reads-the-schema": ["codegen/diff/diff.ts → quicktype-core"],
  "files-and-processes-only-at-the-edges": [
    "codegen/generate.ts → child_process",
    "codegen/protocol/ir.ts → fs/promises",
  ],
  "src-never-imports-test": ["client/index.ts → client/test/helper.ts", "client/testing/index.ts → vitest"],
  "no-cycles": [
    "client/generated-support.ts → client/generated/rpc.ts",
    "codegen/cli/a.ts → codegen/cli/b.ts",
  ],
  // The tools of codegen are not installed where the fixtures stand.
  "every-import-resolves": [
    "client/testing/index.ts → ./missing.js",
    "codegen/diff/diff.ts → quicktype-core",
    "codegen/emit/types.ts → ts-morph",
    "codegen/schema/read.ts → quicktype-core",
    "codegen/surface/table.ts → ts-morph",
  ],
};

test("each layer rule has an example that breaks it", () => {
  const names = [...rules.forbidden, ...rules.required].map(({ name }) => name);
  expect(Object.keys(want).sort()).toEqual(names.sort());
});

test("each layer rule fires where it should and nowhere else", async () => {
  const { output } = await cruise([root], {
    ...cruiseOptions,
    baseDir: fileURLToPath(new URL("../../..", import.meta.url)),
    validate: true,
    ruleSet: rules,
  });
  if (typeof output === "string") throw new Error(output);

  const short = (path: string): string =>
    path
      .replace(`${root}/`, "")
      .replace("/src/", "/")
      .replace(/^.*\/node_modules\/([^/]+)\/.*$/, "$1");
  const got: Record<string, string[]> = {};
  for (const { rule, from, to } of output.summary.violations)
    (got[rule.name] ??= []).push(`${short(from)} → ${short(to)}`);
  for (const violations of Object.values(got)) violations.sort();
  expect(got).toEqual(want);
});
