import { execa } from "execa";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkPackage, checkPublishedEntries } from "./check-packages.js";
import { packAll, type PackedPackage } from "./pack.js";
import { versionedCopy } from "./versioned-copy.js";

/**
 * Does all of a release but publish: raises the versions in a copy, packs the copy, looks at the tarballs as users get them, and has npm
 * publish them without sending them. Needs a build.
 *
 * @returns What must be mended before anything can be released.
 */
export async function rehearse(root: string, say: (line: string) => void): Promise<readonly string[]> {
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-release-"));
  try {
    const copy = join(scratch, "tree");
    const tarballs = join(scratch, "tarballs");
    await mkdir(tarballs);
    const versions = await versionedCopy(root, copy);
    for (const { name, from, to, changes } of versions) {
      const lines = changes?.split("\n").length ?? 0;
      say(
        from === to ? `${name} stays ${from}` : `${name} ${from} → ${to}, ${String(lines)} lines of changes`,
      );
    }
    const packed = await packAll(copy, tarballs);
    const checked = await Promise.all(packed.map((each) => checkPackage(each, copy, root)));
    for (const { name, files, bytes } of checked)
      say(`${name}: ${String(files)} files, ${(bytes / 1e6).toFixed(2)} MB`);
    const refusals = await Promise.all(packed.map((each) => rehearsePublish(each, scratch)));
    return [
      ...(await checkPublishedEntries(root)),
      ...checked.flatMap(({ problems }) => problems),
      ...refusals.flat(),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function rehearsePublish({ name, tarball }: PackedPackage, cwd: string): Promise<readonly string[]> {
  const { failed, all, message } = await execa(
    "npm",
    ["publish", "--dry-run", "--access", "public", tarball],
    {
      cwd,
      all: true,
      reject: false,
    },
  );
  return failed ? [`${name}: npm publish --dry-run\n${all || (message ?? "")}`] : [];
}
