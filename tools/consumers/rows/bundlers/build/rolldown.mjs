import { build } from "rolldown";

const [, , format, input, output] = process.argv;
await build({
  input: { main: input },
  platform: "node",
  logLevel: "warn",
  output: {
    format: format === "ESM" ? "esm" : "cjs",
    dir: output,
    entryFileNames: format === "ESM" ? "[name].mjs" : "[name].cjs",
    chunkFileNames: format === "ESM" ? "[name]-[hash].mjs" : "[name]-[hash].cjs",
  },
});
