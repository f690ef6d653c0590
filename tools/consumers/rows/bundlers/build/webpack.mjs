import webpack from "webpack";
import { webpackOptions } from "./webpack-options.mjs";

const [, , format, input, output] = process.argv;
webpack(webpackOptions(format, input, output), (error, stats) => {
  if (error !== null || stats.hasErrors()) throw error ?? new Error(stats.toString("errors-only"));
});
