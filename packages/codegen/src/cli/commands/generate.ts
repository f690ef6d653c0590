import { Command } from "commander";
import { generate } from "../../generate.js";
import { writableFolder, writeFolder } from "../../output/write.js";
import { withHelp } from "../help.js";
import { notesOf, secondsSince, summaryOf } from "../report.js";
import { addSourceFlags, optionsOf, type SourceFlags } from "../source-flags.js";
import { progress } from "../terminal.js";

/** `codex-codegen generate`. */
export function generateCommand(): Command {
  const command = new Command("generate").description("write the generated files");
  return withHelp(addSourceFlags(command), {
    examples: [["generate --out src/generated", "from the @openai/codex that is installed here"]],
    exitCodes: [
      [0, "the files are written"],
      [2, "the flags, the schema or the folder cannot be used; nothing is written"],
    ],
  }).action(run);
}

async function run(flags: SourceFlags): Promise<void> {
  const started = performance.now();
  await writableFolder(flags.out);
  const generated = await progress(`generating ${flags.out} …`, async () => {
    const made = await generate(optionsOf(flags));
    await writeFolder(flags.out, made.files);
    return made;
  });
  console.log(`${summaryOf(generated)} → ${flags.out} in ${secondsSince(started)}`);
  for (const note of notesOf(generated)) console.error(note);
}
