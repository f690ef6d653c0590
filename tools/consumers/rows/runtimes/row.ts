// JavaScript runtimes: Node from the oldest that we keep working to the newest, Bun, Deno. Their binaries come from npm, as the packages
// of their platforms, which need no script to install them.
import { createRequire } from "node:module";
import path from "node:path";
import { programs, type Harness, type Project, type Reach } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";
import { denoArguments } from "./deno-flags.js";

/** A JavaScript runtime as an npm package. */
interface JavaScriptRuntime {
  readonly name: string;
  /** By what name it is installed, and what that stands for. */
  readonly alias: string;
  readonly package: string;
  readonly version: string;
  /** In the package. */
  readonly binary: string;
  /** What stands in front of the program's file. */
  readonly arguments?: (project: Project, reach: Reach) => readonly string[];
}

const { platform, arch } = process;
const exe = platform === "win32" ? ".exe" : "";

const nodes = ["20.19.0", "22.23.3", "24.21.0", "26.12.1"].map((version): JavaScriptRuntime => {
  const major = version.split(".")[0] ?? "";
  const system = platform === "win32" ? "win" : platform;
  return {
    name: `Node ${major}`,
    alias: `node-${major}`,
    package: `node-${system}-${arch}`,
    version,
    binary: `bin/node${exe}`,
  };
});

const bun: JavaScriptRuntime = {
  name: "Bun",
  alias: "bun-binary",
  package: `@oven/bun-${platform === "win32" ? "windows" : platform}-${arch === "arm64" ? "aarch64" : arch}`,
  version: "1.4.5",
  binary: `bin/bun${exe}`,
};

const deno: JavaScriptRuntime = {
  name: "Deno",
  alias: "deno-binary",
  package: `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`,
  version: "2.9.6",
  binary: `deno${exe}`,
  arguments: denoArguments,
};

const reaches = {
  stdio: "stdio",
  unix: "a unix socket",
  socket: "ws://",
  wss: "wss://, with a token function",
};

function rowsOf(runtime: JavaScriptRuntime): readonly ConsumerRow[] {
  return (Object.keys(reaches) as Reach[]).map((reach) => ({
    name: `${runtime.name}, ${reaches[reach]}`,
    packages: { [runtime.alias]: `npm:${runtime.package}@${runtime.version}` },
    run: (harness) => run(harness, runtime, reach),
  }));
}

async function run(harness: Harness, runtime: JavaScriptRuntime, reach: Reach): Promise<void> {
  const program =
    reach === "stdio" ? path.join(programs, "turn.mjs") : path.join(import.meta.dirname, "dial.mjs");
  const project = await projectWith(harness, program);
  const args = runtime.arguments?.(project, reach) ?? [];
  await harness.turn([binaryOf(runtime, project), ...args, project.path(path.basename(program))], {
    reach,
    cwd: project.folder,
  });
}

/** Deno finds only what the manifest names. */
function projectWith(harness: Harness, program: string): Promise<Project> {
  const manifest = { private: true, type: "module", dependencies: { "@codex-typed/client": "*" } };
  return harness.project({ copies: [program], files: { "package.json": JSON.stringify(manifest) } });
}

function binaryOf({ alias, binary }: JavaScriptRuntime, project: Project): string {
  const require = createRequire(project.path("package.json"));
  return path.join(path.dirname(require.resolve(`${alias}/package.json`)), binary);
}

export const rows: readonly ConsumerRow[] = [...nodes, bun, deno].flatMap(rowsOf);
