// The last step of the build: the JavaScript that tshy has compiled file by file becomes one file per entry, chunks that
// entries share, and chunks that are loaded on demand. Node takes its time over each file that it resolves, reads and
// links: importing some hundred of them costs five times what importing these costs. Declarations stay file by file.
// @ts-check
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const esm = join(root, "dist/esm");
const commonjs = join(root, "dist/commonjs");

/** @type {{ tshy: { exports: Record<string, string> } }} */
const { tshy } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const entries = Object.values(tshy.exports)
  .filter((source) => source.endsWith(".ts"))
  .map((source) => source.replace(/^\.\/src\//, "").replace(/\.ts$/, ".js"));

/** @type {import("esbuild").BuildOptions} */
const common = { platform: "node", target: "node20", sourcemap: true, sourcesContent: false };

const compiled = await scripts(esm);
const { outputFiles } = await build({
  ...common,
  entryPoints: entries.map((entry) => join(esm, entry)),
  outdir: esm,
  outbase: esm,
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  format: "esm",
  write: false,
  ignoreAnnotations: true,
  plugins: [{ name: "one-core", setup: oneCore }],
});
await remove(esm, compiled);
await remove(commonjs, await scripts(commonjs));
await write(outputFiles);

// The same files, so that both module systems split alike: esbuild itself splits ES modules only.
await build({
  ...common,
  entryPoints: (await scripts(esm)).filter((file) => file.endsWith(".js")).map((file) => join(esm, file)),
  outdir: commonjs,
  outbase: esm,
  format: "cjs",
  define: { "import.meta.url": "__filename" },
  // `import()` of a chunk becomes `require`, whose file a user's own CJS bundler finds.
  supported: { "dynamic-import": false },
});

/**
 * esbuild makes a chunk of the modules that the same entries reach, where an entry is also what is loaded on demand: a dozen
 * chunks for the root entry alone. What is loaded on demand, and the testing kit, therefore reach all that the root entry does,
 * which is loaded before them anyway, so that all of it is one chunk.
 *
 * @param {import("esbuild").PluginBuild} build
 */
function oneCore({ onLoad, onResolve }) {
  const core = join(esm, "index.js");
  const behind = new Set([join(esm, "testing/index.js")]);
  onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
    if (kind === "dynamic-import") behind.add(join(resolveDir, path));
    return undefined;
  });
  onLoad({ filter: /\.js$/ }, async ({ path }) => {
    if (!behind.has(path)) return undefined;
    return {
      contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(core)};`,
      resolveDir: dirname(path),
    };
  });
}

/** @param {string} folder */
async function scripts(folder) {
  return (await readdir(folder, { recursive: true })).filter((file) => /\.js(\.map)?$/.test(file));
}

/** @param {string} folder @param {readonly string[]} files */
async function remove(folder, files) {
  await Promise.all(files.map((file) => rm(join(folder, file))));
}

/** @param {readonly import("esbuild").OutputFile[]} files */
async function write(files) {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
}
