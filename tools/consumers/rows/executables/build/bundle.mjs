import { build } from "esbuild";

const [, , input] = process.argv;
await build({
  entryPoints: [input],
  bundle: true,
  platform: "node",
  format: "cjs",
  outfile: "bundle.cjs",
  logLevel: "error",
});
