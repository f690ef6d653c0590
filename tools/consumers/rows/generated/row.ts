// A project of somebody else who is on an older runtime: both packed packages, installed by npm from their tarballs, code that the
// installed generator makes for that runtime, compiled, and a turn on that runtime through it.
import { execa } from "execa";
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Harness, Project } from "../../harness.js";
import { linkPackage, npmInstall } from "../../install.js";
import type { ConsumerRow } from "../../row.js";

/** A release, and whether it has `thread/delete`, `thread/items/list` and `thread/queue/add`. */
const releases = [
  { version: "0.131.0", supports: [false, false, false] },
  { version: "0.154.0", supports: [true, true, false], sample: true },
] as const;

const { platform, arch } = process;
const tsconfig = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    module: "nodenext",
    types: ["node"],
    outDir: "dist",
    rootDir: "src",
  },
  include: ["src"],
};

/** The name that the program of a release's platform package is installed by. */
const nativeAlias = (version: string): string => `codex-${version}-native`;

/** The runtime stands there as npm leaves it: a launcher, which finds the package of its platform beside it. */
async function installed(harness: Harness, version: string): Promise<Project> {
  const project = await harness.elsewhere({ runtime: false });
  const { client, codegen } = harness.packed;
  const dependencies = {
    [client.name]: `file:${client.tarball}`,
    [codegen.name]: `file:${codegen.tarball}`,
    codex: `npm:@openai/codex@${version}`,
    // Newer than the workspace's, so that what is published is held to both.
    "@types/node": "26.6.6",
  };
  // What is optional is the runtime's program: of the client's own nothing is run here, and that of the older one is in the shared install.
  await npmInstall(project.folder, { type: "module", dependencies }, "--omit=optional");
  const native = harness.installed(nativeAlias(version));
  await linkPackage(project.folder, `@openai/codex-${platform}-${arch}`, native);
  return project;
}

async function run(harness: Harness, version: string, supports: readonly boolean[]): Promise<void> {
  const project = await installed(harness, version);
  const { folder } = project;
  await writeFile(project.path("tsconfig.json"), JSON.stringify(tsconfig));
  await cp(path.join(import.meta.dirname, "programs"), project.path("src"), { recursive: true });
  const launcher = project.path("node_modules/codex/bin/codex.js");
  const generator = project.path("node_modules/.bin/codex-codegen");
  await execa(generator, ["generate", "--runtime", launcher, "--out", "src/generated"], { cwd: folder });
  const tsc = harness.installed("typescript/bin/tsc");
  const compiled = await execa(process.execPath, [tsc, "-p", "."], { cwd: folder, reject: false });
  assert.equal(compiled.stdout, "");

  // Older runtimes refuse to put their helpers below a temporary folder.
  const cache = path.join(homedir(), ".cache");
  await mkdir(cache, { recursive: true });
  const home = await mkdtemp(path.join(cache, "codex-typed-generated-"));
  try {
    const args = ["dist/main.js", await nativeBinary(harness.installed(nativeAlias(version))), home];
    const { stdout } = await execa(process.execPath, args, { cwd: folder, env: { NODE_PATH: "" } });
    assert.deepEqual(JSON.parse(stdout), {
      all: 1,
      refused: ["includedThreadIds", "0.171.0", version],
      supports,
      generated: version,
      server: version,
      newer: true,
      models: 1,
      turn: ["completed", "Hello", "never", "readOnly"],
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The binary itself: the client starts what it is given, and a launcher in JavaScript is no program. */
async function nativeBinary(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const found = names.find((name) => /vendor[/\\][^/\\]+[/\\](bin|codex)[/\\]codex(\.exe)?$/.test(name));
  if (found === undefined) throw new Error(`There is no binary of codex below ${folder}.`);
  return path.join(folder, found);
}

export const rows: readonly ConsumerRow[] = releases.map(({ version, supports, ...sample }) => ({
  name: `codex ${version}`,
  packages: {
    typescript: "6.0.3",
    [nativeAlias(version)]: `npm:@openai/codex@${version}-${platform}-${arch}`,
  },
  ...sample,
  run: (harness) => run(harness, version, supports),
}));
