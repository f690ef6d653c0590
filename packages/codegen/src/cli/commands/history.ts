import { Command, Option } from "commander";
import { FINE, type ExitCode } from "../exit-code.js";
import { withHelp } from "../help.js";
import type { HistoryCommand } from "../history-command.js";
import { progress } from "../terminal.js";

/** `codex-codegen history`. */
export function historyCommand(end: (code: ExitCode) => void): Command {
  const command = new Command("history")
    .description(
      "say what was added, changed and removed from release to release, of all that this generator knows",
    )
    .option("--from <version>", "the oldest release: 0.154.0, 0.154, oldest", "oldest")
    .option("--to <version>", "the newest: a version, latest (of those that this generator knows)", "latest")
    .addOption(
      new Option("--format <format>", "how it is printed").choices(["md", "json", "html"]).default("md"),
    );
  return withHelp(command, {
    examples: [
      ["history --from 0.166", "since 0.166, as Markdown"],
      ["history --format html > history.html", "all releases, as a page"],
    ],
    exitCodes: [
      [0, "the history is printed"],
      [2, "the flags cannot be used, or name a release that is not known"],
    ],
  }).action(async (flags: HistoryCommand) => {
    await run(flags);
    end(FINE);
  });
}

async function run(flags: HistoryCommand): Promise<void> {
  const { historyCommand: print } = await import("../history-command.js");
  const output = await progress("reading releases …", (say) => print(flags, say));
  console.log(output.trimEnd());
}
