import { Command } from "commander";
import { generate } from "../../generate.js";
import { writeFolder } from "../../output/write.js";
import { addSourceFlags, optionsOf, type SourceFlags } from "../source-flags.js";
import { notesOf, secondsSince, summaryOf } from "../report.js";

/** `codex-codegen generate`. */
export function generateCommand(): Command {
  return addSourceFlags(new Command("generate").description("write the generated files")).action(run);
}

async function run(flags: SourceFlags): Promise<void> {
  const started = performance.now();
  const generated = await generate(optionsOf(flags));
  await writeFolder(flags.out, generated.files);
  console.log(`${summaryOf(generated)} → ${flags.out} in ${secondsSince(started)}`);
  for (const line of notesOf(generated)) console.log(line);
}
