// Looks at the packages as their users get them: packs both, then checks the tarballs. Needs a build; installs nothing.
import { execa } from "execa";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { pnpm } from "./bootstrap.mjs";

interface Packed {
  name: string;
  filename: string;
  files: { path: string }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const required = ["LICENSE", "README.md", "package.json"];
const unwanted = /(^|\/)(test|tests|fixtures|node_modules)\/|\.test(-d)?\.|\.tsbuildinfo$/;
/** What a package may weigh: files, and bytes when it is unpacked. */
const budgets: Readonly<Record<string, { readonly files: number; readonly bytes: number }>> = {
  "@codex-typed/client": { files: 150, bytes: 4_000_000 },
};
// ESM only by decision: that `require` reaches ESM is then no finding.
const esmOnly = new Set(["@codex-typed/codegen"]);

const scratch = await mkdtemp(join(tmpdir(), "codex-typed-pack-"));
const problems: string[] = [];

/** Runs a checker; what it prints matters only if it fails. */
async function check(title: string, command: string, args: string[]): Promise<void> {
  const result = await execa(command, args, {
    cwd: root,
    all: true,
    reject: false,
    preferLocal: true,
    localDir: root,
  });
  if (result.failed) problems.push(`${title}\n${result.all || (result.message ?? "")}`);
}

/** The entries as users have them are those of the workspace, without the sources, which are not published. */
async function checkPublishedEntries(): Promise<void> {
  const manifest = await readFile(join(root, "packages/client/package.json"), "utf8");
  const { exports, publishConfig } = JSON.parse(manifest, (key, value: unknown) =>
    key === "@codex-typed/source" ? undefined : value,
  ) as { exports: unknown; publishConfig: { exports: unknown } };
  if (!isDeepStrictEqual(exports, publishConfig.exports))
    problems.push("packages/client/package.json: publishConfig.exports is not exports without the sources");
}

/** The sum of a package's files. */
async function unpackedBytes(name: string, paths: readonly string[]): Promise<number> {
  const folder = join(root, "packages", basename(name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

try {
  await checkPublishedEntries();
  const [command, ...before] = pnpm();
  const pack = ["--filter", "./packages/*", "pack", "--json", "--pack-destination", scratch];
  const { stdout } = await execa(command, [...before, ...pack], { cwd: root });

  for (const { name, filename, files } of JSON.parse(stdout) as Packed[]) {
    const paths = files.map(({ path }) => path);
    for (const path of paths.filter((path) => unwanted.test(path))) problems.push(`${name}: packs ${path}`);
    for (const path of required.filter((path) => !paths.includes(path)))
      problems.push(`${name}: lacks ${path}`);
    if (!paths.some((path) => path.startsWith("dist/")))
      problems.push(`${name}: lacks dist/ (npm run build)`);

    await check(`${name}: publint`, "publint", ["run", filename, "--strict"]);
    // node16 is the oldest resolution that reads "exports"; what is older cannot see our entries.
    const ignore = esmOnly.has(name) ? ["--ignore-rules", "cjs-resolves-to-esm"] : [];
    await check(`${name}: attw`, "attw", [
      filename,
      "--profile",
      "node16",
      "--no-definitely-typed",
      ...ignore,
    ]);
    const bytes = await unpackedBytes(name, paths);
    const budget = budgets[name];
    if (budget !== undefined && (paths.length > budget.files || bytes > budget.bytes))
      problems.push(`${name}: more than ${String(budget.files)} files or ${String(budget.bytes)} bytes`);
    console.log(`${name}: ${String(files.length)} files, ${(bytes / 1e6).toFixed(2)} MB`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

if (problems.length > 0) console.error(problems.join("\n\n"));
process.exitCode = problems.length > 0 ? 1 : 0;
