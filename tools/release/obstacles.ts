import { execa } from "execa";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** What stands in the way of publishing this very tree: what is published is what main has, at versions that stand in its changelogs. */
export async function obstacles(root: string): Promise<readonly string[]> {
  const { stdout } = await execa("git", ["status", "--porcelain"], { cwd: root });
  const changesets = (await readdir(join(root, ".changeset"))).filter((name) => name.endsWith(".md"));
  const count = changesets.length === 1 ? "1 changeset is" : `${String(changesets.length)} changesets are`;
  return [
    ...(stdout === "" ? [] : ["the tree has changes that are not committed"]),
    ...(changesets.length === 0
      ? []
      : [`${count} no version yet: run \`npm run version\`, or merge the pull request that did`]),
  ];
}
