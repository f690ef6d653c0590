// Looks at the packages as their users get them: packs both, then checks the tarballs. Needs a build; installs nothing.
import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pnpm } from "./bootstrap.mjs";

interface Packed {
  name: string;
  filename: string;
  files: { path: string }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const required = ["LICENSE", "README.md", "package.json"];
const unwanted = /(^|\/)(test|tests|fixtures|node_modules|\.tshy[^/]*)\/|\.test(-d)?\.|\.tsbuildinfo$/;
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

try {
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
    console.log(`${name}: ${files.length} files`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

if (problems.length > 0) console.error(problems.join("\n\n"));
process.exitCode = problems.length > 0 ? 1 : 0;
