import { execa } from "execa";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";

import { PACKAGES, readManifest } from "./manifest.js";

/** What decides versions and changelogs, beside the packages. */
const DECIDING = ["package.json", "pnpm-workspace.yaml", ".changeset"];
const LEFT_OUT = new Set(["node_modules", "test"]);

/** A package before and after its version was raised. */
export interface Versioned {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** What its changelog says of the new version; none where the version stays. */
  readonly changes: string | undefined;
}

/**
 * Copies what is released into an empty folder, and raises the versions there as the release would. The tree stays as it is. The copy is a
 * repository of its own, since changesets looks for the commits that added them, and fetches more of a shallow clone.
 */
export async function versionedCopy(root: string, copy: string): Promise<readonly Versioned[]> {
  await mkdir(join(copy, "packages"), { recursive: true });
  for (const path of [...DECIDING, ...PACKAGES])
    await cp(join(root, path), join(copy, path), {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(basename(source)),
    });
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=release", "-c", "user.email=release@localhost", ...args], { cwd: copy });
  await git("init", "--quiet");
  await git("add", "--all", "--force");
  await git("commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", "As it is");
  const before = await Promise.all(PACKAGES.map((folder) => readManifest(copy, folder)));
  await execa("changeset", ["version"], { cwd: copy, preferLocal: true, localDir: root, all: true });
  // Changesets writes the copy's own commit in front of each entry.
  await rm(join(copy, ".git"), { recursive: true });
  return Promise.all(
    PACKAGES.map(async (folder, index) => {
      const { name, version } = await readManifest(copy, folder);
      const from = before[index]?.version ?? version;
      const changes = from === version ? undefined : await changesOf(join(copy, folder), version);
      return { name, from, to: version, changes };
    }),
  );
}

/** What a changelog says of one version. */
async function changesOf(folder: string, version: string): Promise<string> {
  const changelog = await readFile(join(folder, "CHANGELOG.md"), "utf8");
  const [, after = ""] = changelog.split(`\n## ${version}\n`);
  return after.split(/\n## \d/, 1)[0]?.trim() ?? "";
}
