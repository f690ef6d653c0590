import { execa } from "execa";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { PackedPackage } from "./pack.js";

const required = ["LICENSE", "README.md", "package.json"];
const unwanted = /(^|\/)(test|tests|fixtures|node_modules)\/|\.test(-d)?\.|\.tsbuildinfo$/;
/** What a package may weigh: files, and bytes when it is unpacked. */
const budgets: Readonly<Record<string, { readonly files: number; readonly bytes: number }>> = {
  "@codex-typed/client": { files: 250, bytes: 4_000_000 },
};
// ESM only by decision: that `require` reaches ESM is then no finding.
const esmOnly = new Set(["@codex-typed/codegen"]);

/** What a package is like, and what is wrong with it. */
export interface CheckedPackage {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly problems: readonly string[];
}

/** Looks at a package as its users get it. `tree` is what it was packed from; the checkers are those of `root`. */
export async function checkPackage(
  { name, tarball, paths }: PackedPackage,
  tree: string,
  root: string,
): Promise<CheckedPackage> {
  const problems = [
    ...paths.filter((path) => unwanted.test(path)).map((path) => `packs ${path}`),
    ...required.filter((path) => !paths.includes(path)).map((path) => `lacks ${path}`),
  ];
  if (!paths.some((path) => path.startsWith("dist/"))) problems.push("lacks dist/ (npm run build)");

  /** Runs a checker; what it prints matters only if it fails. */
  const run = async (command: string, args: string[]): Promise<void> => {
    const result = await execa(command, args, {
      cwd: root,
      all: true,
      reject: false,
      preferLocal: true,
      localDir: root,
    });
    if (result.failed) problems.push(`${command}\n${result.all || (result.message ?? "")}`);
  };
  // node16 is the oldest resolution that reads "exports"; what is older cannot see our entries.
  const ignore = esmOnly.has(name) ? ["--ignore-rules", "cjs-resolves-to-esm"] : [];
  await Promise.all([
    run("publint", ["run", tarball, "--strict"]),
    run("attw", [tarball, "--profile", "node16", "--no-definitely-typed", ...ignore]),
  ]);

  const bytes = await bytesOf(join(tree, "packages", basename(name)), paths);
  const budget = budgets[name];
  if (budget !== undefined && (paths.length > budget.files || bytes > budget.bytes))
    problems.push(`more than ${String(budget.files)} files or ${String(budget.bytes)} bytes`);
  return { name, files: paths.length, bytes, problems: problems.map((problem) => `${name}: ${problem}`) };
}

/** What is wrong with the entries of the client as users have them: they are those of the workspace, without the sources. */
export async function checkPublishedEntries(root: string): Promise<readonly string[]> {
  const manifest = await readFile(join(root, "packages/client/package.json"), "utf8");
  const { exports, publishConfig } = JSON.parse(manifest, (key, value: unknown) =>
    key === "@codex-typed/source" ? undefined : value,
  ) as { exports: unknown; publishConfig: { exports: unknown } };
  return isDeepStrictEqual(exports, publishConfig.exports)
    ? []
    : ["packages/client/package.json: publishConfig.exports is not exports without the sources"];
}

async function bytesOf(folder: string, paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
