import { readFileSync } from "node:fs";
import type { Command } from "commander";

/** What help says below the flags. */
interface Help {
  /** Command lines without the name of the program, each with what it does. */
  readonly examples: readonly (readonly [args: string, words: string])[];
  /** What each exit code means. */
  readonly exitCodes: readonly (readonly [code: number, words: string])[];
}

/** `command` with `help` below its flags, and where more is written. */
export function withHelp(command: Command, { examples, exitCodes }: Help): Command {
  const width = Math.max(...examples.map(([args]) => args.length));
  return command.addHelpText(
    "after",
    [
      "",
      "Exit codes:",
      ...exitCodes.map(([code, words]) => `  ${code}  ${words}`),
      "",
      examples.length === 1 ? "Example:" : "Examples:",
      ...examples.map(([args, words]) => `  npx codex-codegen ${args.padEnd(width)}   ${words}`),
      "",
      `Docs: ${packageManifest().homepage}`,
    ].join("\n"),
  );
}

/** What the package says of itself. */
export function packageManifest(): { readonly version: string; readonly homepage: string } {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return JSON.parse(text) as { version: string; homepage: string };
}
