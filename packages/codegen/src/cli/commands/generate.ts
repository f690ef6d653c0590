import { Command } from "commander";
import { writableFolder, writeFolder } from "../../output/write.js";
import { withHelp } from "../help.js";
import { outcomeOf } from "../outcome.js";
import { secondsSince } from "../report.js";
import { addSourceFlags, type SourceFlags } from "../source-flags.js";
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
  const out = await writableFolder(flags.out);
  const { summary, notes } = await progress(`generating ${flags.out} …`, async () => {
    const outcome = await outcomeOf(flags, out);
    await writeFolder(flags.out, outcome.files);
    return outcome;
  });
  console.log(`${summary} → ${flags.out} in ${secondsSince(started)}`);
  for (const note of notes) console.error(note);
}
