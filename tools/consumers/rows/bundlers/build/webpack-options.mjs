// What webpack and rspack both understand.
export function webpackOptions(format, input, output) {
  const isModule = format === "ESM";
  return {
    mode: "production",
    target: "node20",
    entry: { main: input },
    experiments: isModule ? { outputModule: true } : {},
    output: {
      path: output,
      filename: isModule ? "[name].mjs" : "[name].cjs",
      chunkFilename: isModule ? "[name].mjs" : "[name].cjs",
      ...(isModule ? { module: true, chunkFormat: "module", library: { type: "module" } } : {}),
    },
  };
}
