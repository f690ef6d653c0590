import path from "node:path";
import type { Outcome } from "../cache/outcome.js";
import { recall } from "../cache/recall.js";
import { generateFrom } from "../generate.js";
import { cacheFolderOf } from "../output/cache-folder.js";
import type { OutputFolder } from "../output/folder.js";
import { parseSchema, readTexts } from "../schema/read.js";
import { notesOf, summaryOf } from "./report.js";
import { sourceOf, type SourceFlags } from "./source-flags.js";

/** What the flags ask for, generated or as an earlier run did. `out` is the output folder. */
export async function outcomeOf(flags: SourceFlags, out: OutputFolder): Promise<Outcome> {
  const cache = flags.cache === false ? undefined : await cacheFolderOf(out.target);
  const schema = readTexts(sourceOf(flags));
  const make = async (): Promise<Outcome> => {
    const generated = await generateFrom(schema.then(parseSchema), flags.import);
    return { files: generated.files, summary: summaryOf(generated), notes: notesOf(generated) };
  };
  if (cache === undefined) return make();
  return recall(path.join(cache, "outcomes"), { schema, support: flags.import }, make);
}
