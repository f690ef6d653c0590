import { rspack } from "@rspack/core";
import { webpackOptions } from "./webpack-options.mjs";

const [, , format, input, output] = process.argv;
rspack(webpackOptions(format, input, output), (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString("errors-only"));
});
