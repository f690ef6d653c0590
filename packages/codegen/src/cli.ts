import { Command, CommanderError } from "commander";
import { checkCommand } from "./cli/commands/check.js";
import { diffCommand } from "./cli/commands/diff.js";
import { generateCommand } from "./cli/commands/generate.js";
import { historyCommand } from "./cli/commands/history.js";
import { DRIFT, FINE, UNUSABLE, type ExitCode } from "./cli/exit-code.js";
import { packageManifest, withHelp } from "./cli/help.js";
import { colored } from "./cli/terminal.js";
import { CodegenError } from "./errors/codegen-error.js";

/** Runs the command line `args` and answers with its exit code: 0 fine, 1 drift or breaking where asked, 2 unusable input. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = FINE;
  const end = (code: ExitCode) => {
    exitCode = code;
  };
  const program = new Command("codex-codegen")
    .description(
      "Generates a typed protocol and client surface from the schema that codex app-server prints.",
    )
    .version(packageManifest().version);
  withHelp(program, {
    examples: [
      ["generate --out src/generated", "write the client of the @openai/codex that is installed here"],
      ["check --out src/generated", "in CI: fail if that is stale"],
      ["diff OLD NEW", "say what changed between two runtimes"],
      ["history --format html > history.html", "say what each release brought"],
    ],
    exitCodes: [
      [FINE, "fine"],
      [DRIFT, "drift, or breaking where --fail-on asks"],
      [UNUSABLE, "what was given cannot be used; nothing is written"],
    ],
  });
  for (const command of [generateCommand(), checkCommand(end), diffCommand(end), historyCommand(end)])
    program.addCommand(command);
  for (const command of [program, ...program.commands])
    command.exitOverride().showHelpAfterError("`--help` says what there is.");

  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? FINE : UNUSABLE;
    if (!(error instanceof CodegenError)) throw error;
    console.error(`${colored("red", "error:")} ${error.describe()}`);
    return UNUSABLE;
  }
  return exitCode;
}
