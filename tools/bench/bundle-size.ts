// What each entry of the client costs its users' bundle: bundled from source, minified, gzipped.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const client = fileURLToPath(new URL("../../packages/client", import.meta.url));
const { tshy } = JSON.parse(await readFile(join(client, "package.json"), "utf8")) as {
  tshy: { exports: Record<string, string> };
};

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
console.log(`${"entry".padEnd(24)}${"min".padStart(10)}${"min+gzip".padStart(10)}`);
for (const [entry, source] of Object.entries(tshy.exports)) {
  if (!source.endsWith(".ts")) continue;
  const { outputFiles } = await build({
    entryPoints: [join(client, source)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    // The runtime is a binary, not code to bundle; ws is loaded on demand; node:* is external by `platform`.
    external: ["@openai/codex", "ws"],
  });
  const bundle = outputFiles[0]?.contents ?? new Uint8Array();
  console.log(entry.padEnd(24) + kilobytes(bundle.length) + kilobytes(gzipSync(bundle, { level: 9 }).length));
}
