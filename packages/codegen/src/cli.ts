import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { checkCommand } from "./cli/commands/check.js";
import { diffCommand } from "./cli/commands/diff.js";
import { generateCommand } from "./cli/commands/generate.js";
import { FINE, UNUSABLE, type ExitCode } from "./cli/exit-code.js";
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
    .version(packageVersion());
  for (const command of [generateCommand(), checkCommand(end), diffCommand(end)]) program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError();

  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? FINE : UNUSABLE;
    if (!(error instanceof CodegenError)) throw error;
    console.error(`error: ${error.describe()}`);
    return UNUSABLE;
  }
  return exitCode;
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
