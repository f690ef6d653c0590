// JavaScript runtimes: Node from the oldest that we keep working to the newest, Bun, Deno. Their binaries come from npm, as the packages
// of their platforms, which need no script to install them.
import { execa } from "execa";
import { createRequire } from "node:module";
import path from "node:path";
import { programs, type Harness, type Project, type Reach } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";
import { denoFlags, nodeFlags } from "./flags.js";

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
  readonly flags?: (project: Project, reach: Reach) => readonly string[];
}

const { platform, arch } = process;
const exe = platform === "win32" ? ".exe" : "";

function node(version: string): JavaScriptRuntime {
  const major = version.split(".")[0] ?? "";
  return {
    name: `Node ${major}`,
    alias: `node-${major}`,
    package: `node-${platform === "win32" ? "win" : platform}-${arch}`,
    version,
    binary: `bin/node${exe}`,
  };
}

/** The first is the oldest that we keep working. */
const nodes = [node("20.19.0"), node("22.23.3"), node("24.21.0"), node("26.12.1")];

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
  flags: denoFlags,
};

const reaches: Readonly<Record<Reach, string>> = {
  stdio: "stdio",
  unix: "a unix socket",
  socket: "ws://",
  wss: "wss://, with a token function",
};
const allReaches = ["stdio", "unix", "socket", "wss"] as const;

const own = (program: string): string => path.join(import.meta.dirname, program);

function turnsOn(runtime: JavaScriptRuntime, note = ""): readonly ConsumerRow[] {
  return allReaches.map((reach) => ({
    name: `${runtime.name}${note}, ${reaches[reach]}`,
    packages: packagesOf(runtime),
    // What never settled once: Bun puts a `ws` of its own in place of ws.
    ...(runtime === bun && reach === "socket" ? { sample: true } : {}),
    run: (harness) =>
      turn(harness, runtime, reach === "stdio" ? path.join(programs, "turn.mjs") : own("dial.mjs"), reach),
  }));
}

function endsOn(runtime: JavaScriptRuntime): readonly ConsumerRow[] {
  return (["stdio", "socket"] as const).map((reach) => ({
    name: `${runtime.name}, ${reaches[reach]}, ends with a client that nobody closes`,
    packages: packagesOf(runtime),
    run: (harness) => turn(harness, runtime, own("unclosed.mjs"), reach),
  }));
}

/** What is withheld must be told by name, where an error once said to install the runtime again. */
function deniedOn(
  runtime: JavaScriptRuntime,
  reach: Reach,
  withheld: string,
  { told, instead }: { told: RegExp; instead?: (project: Project) => string },
): ConsumerRow {
  return {
    name: `${runtime.name}, ${reaches[reach]}, ${instead === undefined ? "without" : "with less of"} ${withheld}`,
    packages: packagesOf(runtime),
    async run(harness) {
      const flags = (project: Project): readonly string[] =>
        (runtime.flags?.(project, reach) ?? []).flatMap((flag) =>
          flag.split("=")[0] !== withheld ? [flag] : instead === undefined ? [] : [instead(project)],
        );
      const program = reach === "stdio" ? path.join(programs, "turn.mjs") : own("dial.mjs");
      const failure: unknown = await turn(harness, { ...runtime, flags }, program, reach).catch(
        (error: unknown) => error,
      );
      const message = failure instanceof Error ? failure.message : "It ran.";
      if (!told.test(message)) throw new Error(`The error does not tell what is withheld: ${message}`);
    },
  };
}

/** A process that takes no notice of the end of its input, nor of SIGTERM, in a Deno that may run no other. */
const deafOnDeno: ConsumerRow = {
  name: "Deno, ends a process that hangs, with one program in --allow-run",
  packages: packagesOf(deno),
  missing: () => (platform === "win32" ? "there is no /bin/sh" : undefined),
  async run(harness) {
    const project = await projectWith(harness, own("hanging.mjs"));
    const flags = [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-sys=uid",
      "--allow-run=/bin/sh",
    ];
    const args = [...flags, project.path("hanging.mjs")];
    const { stdout } = await execa(binaryOf(deno, project), args, { cwd: project.folder, timeout: 20_000 });
    if (stdout !== "closed: SIGKILL") throw new Error(`It was not ended: ${stdout}`);
  },
};

async function turn(
  harness: Harness,
  runtime: JavaScriptRuntime,
  program: string,
  reach: Reach,
): Promise<void> {
  const project = await projectWith(harness, program);
  const flags = runtime.flags?.(project, reach) ?? [];
  await harness.turn([binaryOf(runtime, project), ...flags, project.path(path.basename(program))], {
    reach,
    cwd: project.folder,
  });
}

/** Deno finds only what the manifest names. */
function projectWith(harness: Harness, program: string): Promise<Project> {
  const manifest = { private: true, type: "module", dependencies: { "@codex-typed/client": "*" } };
  return harness.project({ copies: [program], files: { "package.json": JSON.stringify(manifest) } });
}

function packagesOf({ alias, package: name, version }: JavaScriptRuntime): Readonly<Record<string, string>> {
  return { [alias]: `npm:${name}@${version}` };
}

function binaryOf({ alias, binary }: JavaScriptRuntime, project: Project): string {
  const require = createRequire(project.path("package.json"));
  return path.join(path.dirname(require.resolve(`${alias}/package.json`)), binary);
}

const restricted = nodes
  .filter(({ name }) => name !== "Node 20")
  .map((runtime): JavaScriptRuntime => {
    const major = Number(runtime.version.split(".")[0]);
    return { ...runtime, flags: (_, reach) => nodeFlags(major, reach) };
  });

export const rows: readonly ConsumerRow[] = [
  ...[...nodes, bun, deno].flatMap((runtime) => turnsOn(runtime)),
  ...[bun, deno].flatMap(endsOn),
  ...restricted.flatMap((runtime) => [
    ...turnsOn(runtime, " with --permission"),
    deniedOn(runtime, "stdio", "--allow-fs-read", {
      told: /UsageError: .*may not .*@openai.*\(FileSystemRead\)/,
      instead: ({ folder }) => `--allow-fs-read=${path.join(folder, "*")}`,
    }),
    deniedOn(runtime, "stdio", "--allow-child-process", {
      told: /UsageError: .*may not start .*\(ChildProcess\)/,
    }),
  ]),
  ...restricted
    .slice(-1)
    .map((runtime) =>
      deniedOn(runtime, "wss", "--allow-net", { told: /UsageError: .*may not connect to wss:/ }),
    ),
  deafOnDeno,
  deniedOn(deno, "stdio", "--allow-read", { told: /UsageError: .*may not .*--allow-read/ }),
  deniedOn(deno, "stdio", "--allow-sys", { told: /UsageError: .*--allow-sys/ }),
  deniedOn(deno, "stdio", "--allow-run", { told: /UsageError: .*may not start .*--allow-run/ }),
  deniedOn(deno, "socket", "--allow-net", { told: /UsageError: .*may not connect .*--allow-net/ }),
  deniedOn(deno, "wss", "--allow-net", { told: /--allow-net/ }),
];
