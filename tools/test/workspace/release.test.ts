import { execa } from "execa";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { obstacles } from "../../release/obstacles.js";
import { versionedCopy } from "../../release/versioned-copy.js";

// `npm test` rehearses the release of this tree as a step of its own. Nothing here runs one: it would publish.

const root = fileURLToPath(new URL("../../..", import.meta.url));
const release = (...args: string[]) =>
  execa("tsx", ["tools/release.ts", ...args], {
    cwd: root,
    preferLocal: true,
    localDir: root,
    reject: false,
  });

it("takes no argument that it does not know", async () => {
  const { exitCode, stderr } = await release("--dryrun");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("usage: npm run release [-- --dry-run]");
});

describe("in a tree of two packages and one changeset", () => {
  let scratch: string;
  let tree: string;
  const changeset = '---\n"@codex-typed/client": minor\n---\n\nThreads can sing.\n';

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "codex-typed-release-test-"));
    tree = join(scratch, "tree");
    for (const path of [
      "package.json",
      "pnpm-workspace.yaml",
      ".changeset/config.json",
      "packages/client/package.json",
      "packages/codegen/package.json",
    ])
      await cp(join(root, path), join(tree, path));
    await writeFile(join(tree, ".changeset/singing.md"), changeset);
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it("says what is in the way of publishing it", async () => {
    await execa("git", ["init", "--quiet"], { cwd: tree });
    expect(await obstacles(tree)).toEqual([
      "the tree has changes that are not committed",
      expect.stringMatching(/^1 changeset is no version yet: run `npm run version`/),
    ]);
  });

  it("raises versions in a copy, and leaves the tree as it is", async () => {
    const manifest = await readFile(join(tree, "packages/client/package.json"), "utf8");

    const [client, codegen] = await versionedCopy(tree, join(scratch, "copy"));

    const { version } = JSON.parse(manifest) as { version: string };
    expect(client).toMatchObject({ name: "@codex-typed/client", from: version });
    expect(client?.to).not.toBe(version);
    expect(client?.changes).toContain("Threads can sing.");
    expect(codegen).toMatchObject({ name: "@codex-typed/codegen", changes: undefined });
    expect(await readFile(join(tree, "packages/client/package.json"), "utf8")).toBe(manifest);
    expect(await readFile(join(tree, ".changeset/singing.md"), "utf8")).toBe(changeset);
  });
});
