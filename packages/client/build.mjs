// The package as it is published: JavaScript of one file per entry, chunks that entries share and chunks that are loaded on demand, and
// one rolled-up declaration per entry. Node takes its time over each file that it resolves, reads and links, and so does a compiler.
// @ts-check
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";

const root = fileURLToPath(new URL(".", import.meta.url));
const source = join(root, "src");
const esm = join(root, "dist/esm");
const commonjs = join(root, "dist/commonjs");
const ws = dirname(createRequire(import.meta.url).resolve("ws/package.json"));

const sourceCondition = "@codex-typed/source";
/** @type {{ exports: Record<string, string | { import: Record<string, string> }> }} */
const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const entries = Object.values(exports).flatMap((target) =>
  typeof target === "string" ? [] : join(root, String(target.import[sourceCondition])),
);

/** Modules of types alone, with the comments of the schema: written once, for both module systems, as they stand. */
const protocol = [
  "generated/types.ts",
  "generated/methods.ts",
  "generated/experimental/types.ts",
  "generated/experimental/methods.ts",
  "types-experimental.ts",
].map((file) => join(source, file));

await rm(join(root, "dist"), { recursive: true, force: true });
await Promise.all([writeScripts(), writeProgram(), writeDeclarations(), writeProtocol()]);
await writeFile(join(commonjs, "package.json"), '{ "type": "commonjs" }\n');

async function writeScripts() {
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    platform: "node",
    target: "node20",
    // Stack traces lead to TypeScript. The sources themselves would weigh as much as all the code.
    sourcemap: true,
    sourcesContent: false,
    outbase: source,
  };
  await build({
    ...common,
    entryPoints: entries,
    outdir: esm,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    ignoreAnnotations: true,
    plugins: [
      { name: "one-core", setup: oneCore },
      { name: "ws-inside", setup: wsInside },
    ],
    inject: [join(root, "disposal.mjs")],
    define: {
      "Symbol.dispose": "symbolDispose",
      "Symbol.asyncDispose": "symbolAsyncDispose",
      // Optional packages of ws, which nobody has installed.
      "process.env.WS_NO_BUFFER_UTIL": '"1"',
      "process.env.WS_NO_UTF_8_VALIDATE": '"1"',
    },
  });
  await copyFile(join(ws, "LICENSE"), join(root, "dist/LICENSE-ws"));
  // The same files, so that both module systems split alike: esbuild itself splits ES modules only.
  await build({
    ...common,
    entryPoints: (await filesIn(esm)).filter((file) => file.endsWith(".js")).map((file) => join(esm, file)),
    outdir: commonjs,
    outbase: esm,
    format: "cjs",
    define: { "import.meta.url": "__filename" },
    // `import()` of a chunk becomes `require`, whose file a user's own CJS bundler finds.
    supported: { "dynamic-import": false },
  });
}

/** The program `codex-typed`: it imports this package by its name, as its users do. */
async function writeProgram() {
  await build({
    entryPoints: [join(source, "cli/main.ts")],
    outdir: join(root, "dist/cli"),
    chunkNames: "[name]",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
  });
}

/**
 * esbuild makes a chunk of the modules that the same entries reach, where an entry is also what is loaded on demand: a dozen
 * chunks for the root entry alone. What is loaded on demand, and the testing kit, therefore reach all that is loaded before them
 * anyway, the root entry and the core of a client, so that each of the two is one chunk.
 *
 * @param {import("esbuild").PluginBuild} build
 */
function oneCore({ onLoad, onStart }) {
  const entry = join(source, "index.ts");
  const core = join(source, "codex/core.ts");
  /** What is loaded before a file, by file. */
  const before = new Map([
    [core, entry],
    [join(source, "testing/index.ts"), core],
    // Needs no client.
    [join(source, "approvals/real-path.ts"), entry],
  ]);
  // Looked for beforehand: a file may be loaded, by another that imports it at once, before it is known that some load it on demand.
  onStart(async () => {
    for (const name of (await filesIn(source)).filter((name) => name.endsWith(".ts"))) {
      const file = join(source, name);
      for (const [, path = ""] of (await readFile(file, "utf8")).matchAll(/\bimport\("(\.[^"]+)"\)/g)) {
        const loaded = sourceOf(resolve(dirname(file), path));
        if (!before.has(loaded)) before.set(loaded, core);
      }
    }
  });
  onLoad({ filter: /\.ts$/ }, async ({ path }) => {
    const first = before.get(path);
    if (first === undefined) return undefined;
    return {
      contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(first)};`,
      loader: "ts",
      resolveDir: dirname(path),
    };
  });
}

/**
 * ws is CommonJS, and esbuild, if somebody makes one ES module of it, lets it not `require` Node's own modules: the first dial would
 * fail. Here it is made part of the chunk that dials, and imports them. Its client alone, without its server.
 *
 * @param {import("esbuild").PluginBuild} build
 */
function wsInside({ onLoad, onResolve }) {
  onResolve({ filter: /^ws$/ }, () => ({ path: "ws", namespace: "ws" }));
  onLoad({ filter: /./, namespace: "ws" }, () => ({
    contents: 'export { default as WebSocket } from "./lib/websocket.js";',
    resolveDir: ws,
  }));
  onResolve({ filter: /./ }, ({ kind, path }) =>
    kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined,
  );
  onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
    contents: `import builtin from ${JSON.stringify(`node:${path}`)}; module.exports = builtin;`,
  }));
}

async function writeProtocol() {
  for (const file of protocol) {
    const to = join(commonjs, declarationOf(file));
    await mkdir(dirname(to), { recursive: true });
    await cp(file, to);
  }
}

/** Both module systems have declarations of their own: a class of the one is none of the other's. */
async function writeDeclarations() {
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-declarations-"));
  try {
    const compiler = join(root, "node_modules/typescript-7/bin/tsc");
    const args = ["-p", join(root, "tsconfig.build.json"), "--outDir", scratch];
    await promisify(execFile)(process.execPath, [compiler, ...args], { cwd: root });
    await hideConstructors(scratch);
    await rollUp(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * What only this package makes has a constructor that users cannot call, nor see the parameters of, which lead to all that is internal.
 *
 * @param {string} folder
 */
async function hideConstructors(folder) {
  for (const name of await filesIn(folder)) {
    const file = join(folder, name);
    const text = await readFile(file, "utf8");
    if (!text.includes("@internal")) continue;
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
    /** @type {ts.ConstructorDeclaration[]} */
    const found = [];
    tree.forEachChild((statement) => {
      if (!ts.isClassDeclaration(statement)) return;
      for (const member of statement.members)
        if (ts.isConstructorDeclaration(member) && isInternal(member)) found.push(member);
    });
    const hidden = found.reduceRight(
      (rest, member) =>
        `${rest.slice(0, member.getStart())}protected constructor();${rest.slice(member.getEnd())}`,
      text,
    );
    await writeFile(file, hidden);
  }
}

/** @param {ts.Node} node */
function isInternal(node) {
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
}

/** @param {string} folder The declarations, file by file. */
async function rollUp(folder) {
  const own = protocol.map((file) => join(folder, declarationOf(file)));
  /** @param {string} id @param {string} [importer] */
  const resolved = (id, importer = folder) => resolve(dirname(importer), id.replace(/\.js$/, ".d.ts"));
  const bundle = await rollup({
    input: Object.fromEntries(
      entries.map((entry) => [
        relative(source, entry).replace(/\.ts$/, ""),
        join(folder, declarationOf(entry)),
      ]),
    ),
    external: (id, importer) => !/^[./]/.test(id) || own.includes(resolved(id, importer)),
    plugins: [dts()],
    onLog: (level, log, handle) => {
      // What an entry does not export, its users do not name.
      if (log.plugin !== "dts") handle(level, log);
    },
  });
  for (const [to, up] of [
    [esm, "../commonjs"],
    [commonjs, "."],
  ]) {
    await bundle.write({
      dir: to,
      format: "es",
      entryFileNames: "[name].d.ts",
      chunkFileNames: "chunks/[name]-[hash].d.ts",
      minifyInternalExports: false,
      paths: (id) =>
        own.includes(resolved(id)) ? `${String(up)}/${relative(folder, id).replace(/\.d\.ts$/, ".js")}` : id,
    });
  }
  await bundle.close();
}

/** @param {string} path */
function sourceOf(path) {
  return path.replace(/\.js$/, ".ts");
}

/** @param {string} path */
function declarationOf(path) {
  return relative(source, sourceOf(path)).replace(/\.ts$/, ".d.ts");
}

/** @param {string} folder */
async function filesIn(folder) {
  return (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => relative(folder, join(file.parentPath, file.name)));
}
