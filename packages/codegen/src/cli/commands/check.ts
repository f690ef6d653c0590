import { Command } from "commander";
import { checkFolder } from "../../output/check.js";
import { obstacleTo, readOutputFolder } from "../../output/folder.js";
import { DRIFT, FINE, type ExitCode } from "../exit-code.js";
import { withHelp } from "../help.js";
import { outcomeOf } from "../outcome.js";
import { secondsSince } from "../report.js";
import { addSourceFlags, spelledOut, type SourceFlags } from "../source-flags.js";
import { colored, progress } from "../terminal.js";

/** `codex-codegen check`. */
export function checkCommand(end: (code: ExitCode) => void): Command {
  const command = new Command("check").description(
    "write nothing; exit 1 and show a diff if generating would change anything",
  );
  return withHelp(addSourceFlags(command), {
    examples: [["check --out src/generated", "in CI, with the flags that `generate` was given"]],
    exitCodes: [
      [0, "the folder holds what would be generated, and nothing else"],
      [1, "it does not; the diff is on stdout, the stale files and what mends them on stderr"],
      [2, "the flags, the schema or the folder cannot be used"],
    ],
  }).action(async (flags: SourceFlags) => {
    end(await run(flags));
  });
}

async function run(flags: SourceFlags): Promise<ExitCode> {
  const started = performance.now();
  // What can be no output folder is refused before the schema is asked for.
  const out = await readOutputFolder(flags.out);
  const { files, summary } = await progress(`checking ${flags.out} …`, () => outcomeOf(flags, out));
  const stale = await checkFolder(flags.out, files);
  if (stale.length === 0) {
    console.log(`fresh: ${summary} = ${flags.out} in ${secondsSince(started)}`);
    return FINE;
  }
  for (const { patch } of stale) console.log(patch);
  console.error(`${colored("yellow", "stale:")} ${flags.out} is not what the schema gives`);
  for (const { path, state } of stale) console.error(`  ${state.padEnd(8)} ${path}`);
  for (const line of await mendLines(flags)) console.error(line);
  return DRIFT;
}

/** What mends a stale folder: `generate`, and what comes before it where that would refuse. */
export async function mendLines(flags: SourceFlags): Promise<readonly string[]> {
  const command = ["codex-codegen", "generate", ...spelledOut(flags)].join(" ");
  const obstacle = await obstacleTo(await readOutputFolder(flags.out));
  return obstacle === undefined
    ? [`  fix      ${command}`]
    : [`  fix      ${obstacle.fix}`, `  then     ${command}`];
}
