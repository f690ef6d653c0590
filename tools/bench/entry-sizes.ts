// What an entry of the client costs its users' bundle: bundled from source with its chunks, minified, gzipped.
import { build, type BuildResult, type Metafile } from "esbuild";
import { readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const client = fileURLToPath(new URL("../../packages/client", import.meta.url));

/** In bytes. */
export interface Size {
  readonly min: number;
  readonly gzip: number;
}

export interface EntrySize {
  /** As in `exports`: `"."`, `"./testing"`. */
  readonly entry: string;
  /** What importing it loads: its own file and the chunks that this imports. */
  readonly loaded: Size;
  /** What is loaded once a client has been connected: that, and the core behind `Codex.connect`. */
  readonly connected: Size;
  /** The chunks that only `import()` leads to, the core among them. */
  readonly onDemand: Size;
  /** The packages and modules of Node that importing it loads. */
  readonly dependencies: readonly string[];
  /** The source files in what importing it loads, relative to the client's `src`. */
  readonly sources: readonly string[];
}

/** Each entry bundled by itself. */
export async function entrySizes(): Promise<readonly EntrySize[]> {
  const { exports } = JSON.parse(await readFile(join(client, "package.json"), "utf8")) as {
    exports: Record<string, string | { import: Record<string, string> }>;
  };
  const sources = Object.entries(exports).flatMap(([entry, target]): [string, string][] => {
    const source = typeof target === "string" ? undefined : target.import["@codex-typed/source"];
    return source === undefined ? [] : [[entry, source]];
  });
  return Promise.all(sources.map(([entry, source]) => entrySize(entry, source)));
}

async function entrySize(entry: string, source: string): Promise<EntrySize> {
  const result = await build({
    entryPoints: [join(client, source)],
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // The runtime is a binary, not code to bundle; ws is a dependency; node:* is external by `platform`.
    packages: "external",
  });
  const { outputs } = result.metafile;
  const entryPoint = Object.keys(outputs).find((path) => basename(path) === `${basename(source, ".ts")}.js`);
  const core = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.endsWith("codex/core.ts"));
  const start = entryPoint === undefined ? [] : [entryPoint];
  const [loaded, dependencies] = reached(outputs, start);
  const [connected] = reached(outputs, [...start, ...core]);
  const others = Object.keys(outputs).filter((path) => !loaded.has(path));
  return {
    entry,
    loaded: sizeOf(result, [...loaded]),
    connected: sizeOf(result, [...connected]),
    onDemand: sizeOf(result, others),
    dependencies: [...dependencies],
    sources: [...loaded].flatMap((path) =>
      Object.keys(outputs[path]?.inputs ?? {}).map((input) => relative(join(client, "src"), resolve(input))),
    ),
  };
}

/** What files load without being asked to: files, and packages or modules of Node. */
function reached(
  outputs: Metafile["outputs"],
  start: readonly string[],
): readonly [files: ReadonlySet<string>, dependencies: ReadonlySet<string>] {
  const loaded = new Set(start);
  const dependencies = new Set<string>();
  // A set also iterates over what is added on the way.
  for (const path of loaded) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.kind !== "import-statement") continue;
      if (imported.external !== true) loaded.add(imported.path);
      else dependencies.add(imported.path);
    }
  }
  return [loaded, dependencies];
}

function sizeOf({ outputFiles = [] }: BuildResult, paths: readonly string[]): Size {
  const names = new Set(paths.map((path) => basename(path)));
  const files = outputFiles.filter(({ path }) => names.has(basename(path)));
  const bytes = Buffer.concat(files.map(({ contents }) => contents));
  return { min: bytes.length, gzip: bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length };
}
