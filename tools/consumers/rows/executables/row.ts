// Programs that are one executable file, with the runtime in a node_modules beside it.
import { execa } from "execa";
import { chmod, copyFile, cp, rm } from "node:fs/promises";
import path from "node:path";
import { programs, type Harness, type Project } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

const builds = path.join(import.meta.dirname, "build");
const executable = process.platform === "win32" ? "app.exe" : "app";

/** A turn by the executable alone, and what it says where no runtime lies beside it. */
async function runs(harness: Harness, project: Project): Promise<void> {
  const elsewhere = await harness.elsewhere();
  await cp(project.path(executable), elsewhere.path(executable));
  await rm(project.folder, { recursive: true });
  const command = [elsewhere.path(executable), "an argument"] as const;
  await harness.turn(command, { cwd: harness.packed.client.folder });
  await rm(elsewhere.path("node_modules"), { recursive: true });
  await harness.expectNoRuntime(command, "This program is bundled into one executable");
}

/** As Node's documentation says: a blob of the bundle, injected into a copy of node. */
async function nodeExecutable(harness: Harness): Promise<void> {
  const project = await harness.project({ copies: [path.join(programs, "turn.mjs"), builds] });
  await execa(process.execPath, [project.path("build/bundle.mjs"), project.path("turn.mjs")], {
    cwd: project.folder,
  });
  await execa(process.execPath, ["--experimental-sea-config", "build/sea.json"], { cwd: project.folder });
  await copyFile(process.execPath, project.path(executable));
  await chmod(project.path(executable), 0o755);
  const postject = harness.installed("postject/dist/cli.js");
  const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
  const args = [executable, "NODE_SEA_BLOB", "app.blob", "--sentinel-fuse", fuse];
  await execa(process.execPath, [postject, ...args], { cwd: project.folder });
  await runs(harness, project);
}

async function bunExecutable(harness: Harness): Promise<void> {
  const project = await harness.project({ copies: [path.join(programs, "turn.mjs")] });
  const args = ["build", "--compile", "turn.mjs", "--outfile", executable];
  await execa(harness.installed(`.bin/bun`), args, { cwd: project.folder });
  await runs(harness, project);
}

export const rows: readonly ConsumerRow[] = [
  {
    name: "Node's single executable application",
    packages: { esbuild: "0.28.2", postject: "1.0.0-alpha.6" },
    missing: () => (process.platform === "darwin" ? "the copy of node would have to be signed" : undefined),
    run: nodeExecutable,
  },
  { name: "bun build --compile", packages: { bun: "1.4.5" }, run: bunExecutable },
];
