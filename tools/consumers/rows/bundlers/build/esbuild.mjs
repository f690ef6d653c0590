import { build } from "esbuild";

const [, , format, input, output] = process.argv;
// What CommonJS takes for granted, for whoever makes an ES module of it.
const banner = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const __filename = import.meta.filename, __dirname = import.meta.dirname;`;
await build({
  entryPoints: [input],
  bundle: true,
  platform: "node",
  target: "node20",
  format: format === "ESM" ? "esm" : "cjs",
  outfile: `${output}/main.${format === "ESM" ? "mjs" : "cjs"}`,
  banner: format === "ESM" && input.endsWith(".cjs") ? { js: banner } : {},
  logLevel: "error",
});
