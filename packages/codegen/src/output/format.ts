import type { Options, Plugin } from "prettier";
import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import { format } from "prettier/standalone";
import type { EmittedPart } from "../emit/emit.js";
import type { OutputFiles } from "./files.js";
import { provenanceOf } from "./provenance.js";

// Prettier without the search for settings and plugins: repositories' own play no part.
const OPTIONS = {
  // Prints what the typescript parser prints, in two thirds of the time.
  parser: "babel-ts",
  // prettier declares what this module exports as unknown.
  plugins: [babel, estree as Plugin],
  printWidth: 110,
  endOfLine: "lf",
} satisfies Options;

/** Formats each part as it comes and puts the parts of a file together below its provenance. */
export async function formatFiles(
  parts: Iterable<EmittedPart> | AsyncIterable<EmittedPart>,
  runtimeVersion: string | null,
): Promise<OutputFiles> {
  const files = new Map<string, string>();
  for await (const { path, text } of parts) {
    const above = files.get(path) ?? provenanceOf(runtimeVersion);
    files.set(path, `${above}\n${await format(text, OPTIONS)}`);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
