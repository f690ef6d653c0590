// Programs that a bundler made one file, or a few, of.
import { execa } from "execa";
import { cp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { programs, type Harness, type Project, type Reach } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

type Format = "ESM" | "CommonJS";
type Source = "import" | "require";

const bundlers = {
  esbuild: { esbuild: "0.28.2" },
  rolldown: { rolldown: "1.3.2" },
  rspack: { "@rspack/core": "2.3.3" },
  webpack: { webpack: "5.113.0" },
} as const;

interface Bundle {
  readonly bundler: keyof typeof bundlers;
  readonly format: Format;
  readonly source: Source;
}

const builders = path.join(import.meta.dirname, "build");

/** A project with the bundle in its `out`; nothing else is needed to run that but the runtime. */
async function bundled(
  harness: Harness,
  { bundler, format, source }: Bundle,
  reach: Reach,
): Promise<Project> {
  const program = `${reach === "stdio" ? "turn" : "dial"}.${source === "import" ? "mjs" : "cjs"}`;
  const project = await harness.project({ copies: [path.join(programs, program), builders] });
  const build = project.path("build", `${bundler}.mjs`);
  const args = [format, project.path(program), project.path("out")];
  await execa(process.execPath, [build, ...args], { cwd: project.folder });
  return project;
}

function command(project: Project, format: Format): [string, string] {
  return [process.execPath, project.path("out", format === "ESM" ? "main.mjs" : "main.cjs")];
}

async function beside(harness: Harness, bundle: Bundle): Promise<void> {
  const project = await bundled(harness, bundle, "stdio");
  if (bundle.source === "import") await expectNoWebSocket(command(project, bundle.format));
  await harness.turn(command(project, bundle.format), { cwd: harness.packed.client.folder });
}

/**
 * What dials no socket loads nothing of what dials one. rolldown and webpack write it all the same, as a chunk that nothing leads to:
 * they look for `import()` before they know that the function around it is unused.
 */
async function expectNoWebSocket([, main]: readonly [string, string]): Promise<void> {
  const text = await readFile(main, "utf8");
  if (text.includes("Sec-WebSocket-Version"))
    throw new Error(`${main} holds a websocket, which nobody dials.`);
}

/** The project is gone then: a path of it that is baked into the bundle leads nowhere. */
async function moved(harness: Harness, bundle: Bundle, reach: Reach): Promise<void> {
  const project = await bundled(harness, bundle, reach);
  const elsewhere = await harness.elsewhere({ runtime: reach === "stdio" });
  await cp(project.path("out"), elsewhere.path("out"), { recursive: true });
  await rm(project.folder, { recursive: true });
  await harness.turn(command(elsewhere, bundle.format), { reach, cwd: harness.packed.client.folder });
  if (reach === "socket") return;
  await rm(elsewhere.path("node_modules"), { recursive: true });
  await harness.expectNoRuntime(command(elsewhere, bundle.format), "This program is bundled");
}

function rowsOf(bundle: Bundle): readonly ConsumerRow[] {
  const { bundler, format, source } = bundle;
  const name = `${bundler}, ${format} from ${source}`;
  const packages = bundlers[bundler];
  // That which found no runtime, and that whose dial failed.
  const sample = (isSample: boolean): { sample?: true } => (isSample ? { sample: true } : {});
  const isEsbuild = bundler === "esbuild" && source === "import";
  return [
    { name, packages, run: (harness) => beside(harness, bundle) },
    {
      name: `${name}, moved elsewhere`,
      packages,
      ...sample(isEsbuild && format === "CommonJS"),
      run: (harness) => moved(harness, bundle, "stdio"),
    },
    {
      name: `${name}, dialling a socket`,
      packages,
      ...sample(isEsbuild && format === "ESM"),
      run: (harness) => moved(harness, bundle, "socket"),
    },
  ];
}

export const rows: readonly ConsumerRow[] = (["esbuild", "rolldown", "rspack", "webpack"] as const).flatMap(
  (bundler) =>
    (["ESM", "CommonJS"] as const).flatMap((format) =>
      (["import", "require"] as const).flatMap((source) => rowsOf({ bundler, format, source })),
    ),
);
