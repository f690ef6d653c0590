import { Command, Option } from "commander";
import type { DiffCommand } from "../diff-command.js";
import type { ExitCode } from "../exit-code.js";
import { withHelp } from "../help.js";
import { progress } from "../terminal.js";

/** `codex-codegen diff`. */
export function diffCommand(end: (code: ExitCode) => void): Command {
  const command = new Command("diff")
    .description("say what changed between two runtimes, and what of it breaks whom")
    .argument("<old>", "a schema folder (or one with stable/ and experimental/ in it), or a codex binary")
    .argument("<new>", "the same")
    .addOption(
      new Option("--format <format>", "how it is printed").choices(["md", "json", "html"]).default("md"),
    )
    .addOption(new Option("--fail-on <what>", "exit 1 if there is any").choices(["breaking"]));
  return withHelp(command, {
    examples: [
      ["diff OLD NEW", "as Markdown"],
      ["diff OLD NEW --format html > diff.html", "as a page"],
      ["diff OLD NEW --fail-on breaking", "in CI"],
    ],
    exitCodes: [
      [0, "the two have been compared"],
      [1, "something breaks, and --fail-on asks"],
      [2, "the flags or one of the two cannot be used"],
    ],
  }).action(async (before: string, after: string, flags: Omit<DiffCommand, "old" | "new">) => {
    end(await run({ ...flags, old: before, new: after }));
  });
}

async function run(command: DiffCommand): Promise<ExitCode> {
  // It reads schemas at once, with what `generate` loads only while the runtime prints its own.
  const { diffCommand: compare } = await import("../diff-command.js");
  const { output, exitCode, notes } = await progress("comparing …", () => compare(command));
  console.log(output.trimEnd());
  for (const note of notes) console.error(note);
  return exitCode;
}
