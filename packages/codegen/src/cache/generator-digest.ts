import { readdir, readFile, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { digestOf } from "./digest.js";

const here = fileURLToPath(import.meta.url);

/**
 * A digest of all that makes the output besides schema and options: the files of this program, the history that it reads, the
 * versions of what it loads, and of Node. `undefined` where one of these cannot be had, as under Yarn's Plug'n'Play.
 *
 * @param program The folder of the program in its package, `dist` or `src`.
 */
export async function generatorDigest(program = path.resolve(here, "../..")): Promise<string | undefined> {
  const root = path.dirname(program);
  try {
    const [modules, packages, history] = await Promise.all([
      modulesIn(program),
      installedPackages(path.join(root, "package.json")),
      readFile(path.join(root, "history/ages.json.br")),
    ]);
    return digestOf([process.version, ...modules, ...packages, history]);
  } catch {
    return undefined;
  }
}

/** Paths and texts of the modules. */
async function modulesIn(program: string): Promise<readonly (string | Uint8Array)[]> {
  const names = (await readdir(program, { recursive: true })).filter(
    (name) => path.extname(name) === path.extname(here),
  );
  const modules = await Promise.all(
    names.sort().map(async (name) => [name, await readFile(path.join(program, name))]),
  );
  return modules.flat();
}

/** What `package.json` depends on and what that depends on, each as `name@version`. */
async function installedPackages(from: string): Promise<readonly string[]> {
  const found = new Map<string, string>();
  const visit = async (file: string): Promise<void> => {
    if (found.has(file)) return;
    found.set(file, "");
    const { name, version, dependencies = {} } = JSON.parse(await readFile(file, "utf8")) as Manifest;
    found.set(file, `${name}@${version}`);
    await Promise.all(Object.keys(dependencies).map(async (needed) => visit(await manifestOf(needed, file))));
  };
  await visit(from);
  return [...found.values()].sort();
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** By hand: most packages do not export their `package.json`, and some, such as `buffer`, have the names of modules of Node's. */
async function manifestOf(name: string, from: string): Promise<string> {
  const wanted = `${name}/package.json`;
  for (const folder of createRequire(pathToFileURL(from)).resolve.paths(wanted) ?? []) {
    const file = await realpath(path.join(folder, wanted)).catch(() => undefined);
    if (file !== undefined) return file;
  }
  throw new Error(`${name} is not installed`);
}
