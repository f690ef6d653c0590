import { execa } from "execa";

import { pnpm } from "../bootstrap.mjs";

/** A tarball as it would be published. */
export interface PackedPackage {
  readonly name: string;
  /** Its path. */
  readonly tarball: string;
  /** What is in it. */
  readonly paths: readonly string[];
}

/** Packs the packages of a tree, which are built, into a folder. */
export async function packAll(tree: string, into: string): Promise<readonly PackedPackage[]> {
  const [command, ...before] = pnpm();
  const pack = ["--filter", "./packages/*", "pack", "--json", "--pack-destination", into];
  const { stdout } = await execa(command, [...before, ...pack], { cwd: tree });
  const packed = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  return packed.map(({ name, filename, files }) => ({
    name,
    tarball: filename,
    paths: files.map(({ path }) => path),
  }));
}
