import { execa } from "execa";
import { mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { workspace } from "./packed.js";
import type { ConsumerRow } from "./row.js";

/** What the registry did not give, because nobody reached it. */
export class RegistryUnreachable extends Error {}

const unreachable = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/;

/**
 * Installs what rows need into `folder/node_modules`, at once. What the workspace has in the very version that is asked for is linked
 * from there, so that many a row needs no registry.
 */
export async function installPackages(rows: readonly ConsumerRow[], folder: string): Promise<void> {
  const wanted = new Map<string, string>();
  for (const [name, version] of rows.flatMap(({ packages = {} }) => Object.entries(packages))) {
    const other = wanted.get(name) ?? version;
    if (other !== version)
      throw new Error(`Rows want ${name} as ${other} and as ${version}: give one an alias.`);
    wanted.set(name, version);
  }
  const installed: Record<string, string> = {};
  const linked: string[] = [];
  for (const [name, version] of wanted) {
    if ((await versionInWorkspace(name)) === version) linked.push(name);
    else installed[name] = version;
  }

  if (Object.keys(installed).length > 0) await npmInstall(folder, { dependencies: installed });
  // Last: npm would remove what it has not installed.
  for (const name of linked) await linkPackage(folder, name, path.join(workspace, "node_modules", name));
}

/** What a `package.json` says, besides a name that nobody reads. */
interface Manifest {
  readonly type?: "module";
  /** What npm is to take for a name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Makes a project of a folder, and has npm install what it depends on. */
export async function npmInstall(
  folder: string,
  manifest: Manifest,
  ...flags: readonly string[]
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify({ name: "consumers", private: true, ...manifest });
  await writeFile(path.join(folder, "package.json"), text);
  const args = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", ...flags];
  const { failed, all } = await execa("npm", args, { cwd: folder, reject: false, all: true });
  if (failed) throw unreachable.test(all) ? new RegistryUnreachable(all) : new Error(all);
}

/** Puts a link to a package's folder into `project/node_modules`. */
export async function linkPackage(project: string, name: string, target: string): Promise<void> {
  const link = path.join(project, "node_modules", name);
  await mkdir(path.dirname(link), { recursive: true });
  await symlink(await realpath(target), link, "junction");
}

async function versionInWorkspace(name: string): Promise<string | undefined> {
  try {
    const manifest = path.join(workspace, "node_modules", name, "package.json");
    return (JSON.parse(await readFile(manifest, "utf8")) as { version: string }).version;
  } catch {
    return undefined;
  }
}
