import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pnpm } from "../bootstrap.mjs";

export const workspace = path.resolve(import.meta.dirname, "../..");

/** A package as its users get it. */
interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  /** The folder that the tarball was unpacked to. */
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface PackedPackages {
  readonly client: PackedPackage;
  readonly codegen: PackedPackage;
}

/** Packs both packages into a folder, and unpacks them there. Needs a build. */
export async function packPackages(folder: string): Promise<PackedPackages> {
  for (const name of ["client", "codegen"]) {
    if (!existsSync(path.join(workspace, "packages", name, "dist"))) {
      throw new Error("Build first: npm run build");
    }
  }
  await mkdir(folder, { recursive: true });
  const [command, ...before] = pnpm();
  const pack = ["--filter", "./packages/*", "pack", "--json", "--pack-destination", folder];
  const { stdout } = await execa(command, [...before, ...pack], { cwd: workspace });
  const packed = JSON.parse(stdout) as { name: string; filename: string }[];
  const unpack = async (name: string): Promise<PackedPackage> => {
    const found = packed.find((each) => each.name === name);
    if (found === undefined) throw new Error(`pnpm pack made no tarball of ${name}`);
    const target = path.join(folder, name.replace(/^.*\//, ""));
    await mkdir(target);
    // Relative names: to GNU tar on Windows "C:" is the name of a host.
    await execa("tar", ["-xzf", path.relative(target, found.filename), "--strip-components=1"], {
      cwd: target,
    });
    const { dependencies = {} } = JSON.parse(await readFile(path.join(target, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    return { name, tarball: found.filename, folder: target, dependencies };
  };
  return { client: await unpack("@codex-typed/client"), codegen: await unpack("@codex-typed/codegen") };
}
