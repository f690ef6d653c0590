import { Command } from "commander";
import { generate } from "../../generate.js";
import { checkFolder } from "../../output/check.js";
import { DRIFT, FINE, type ExitCode } from "../exit-code.js";
import { addSourceFlags, optionsOf, spelledOut, type SourceFlags } from "../source-flags.js";
import { secondsSince, summaryOf } from "../report.js";

/** `codex-codegen check`. */
export function checkCommand(end: (code: ExitCode) => void): Command {
  return addSourceFlags(
    new Command("check").description(
      "write nothing; exit 1 and show a diff if generating would change anything",
    ),
  ).action(async (flags: SourceFlags) => {
    end(await run(flags));
  });
}

async function run(flags: SourceFlags): Promise<ExitCode> {
  const started = performance.now();
  const generated = await generate(optionsOf(flags));
  const stale = await checkFolder(flags.out, generated.files);
  if (stale.length === 0) {
    console.log(`fresh: ${summaryOf(generated)} = ${flags.out} in ${secondsSince(started)}`);
    return FINE;
  }
  for (const { patch } of stale) console.log(patch);
  const mend = ["codex-codegen", "generate", ...spelledOut(flags)].join(" ");
  console.error(`stale: ${flags.out} is not what the schema gives`);
  for (const { path, state } of stale) console.error(`  ${state.padEnd(8)} ${path}`);
  console.error(`  fix      ${mend}`);
  return DRIFT;
}
