import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import type { DiffCommand } from "./cli/diff-command.js";
import { reportOf } from "./cli/report.js";
import { CodegenError } from "./errors/codegen-error.js";
import { DEFAULT_SUPPORT, generate, type Generated } from "./generate.js";
import { checkFolder } from "./output/check.js";
import { writeFolder } from "./output/write.js";
import { type SchemaSource } from "./schema/read.js";

const FINE = 0;
const DRIFT = 1;
const UNUSABLE = 2;

interface Flags {
  readonly runtime?: string;
  readonly schema?: string;
  readonly experimentalSchema?: string;
  readonly out: string;
  readonly import: string;
}

/** Runs the command line `args` and answers with its exit code: 0 fine, 1 drift or breaking where asked, 2 unusable input. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = FINE;
  const program = new Command("codex-codegen")
    .description(
      "Generates a typed protocol and client surface from the schema that codex app-server prints.",
    )
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError();
  withFlags(program.command("generate").description("write the generated files")).action(
    async (flags: Flags) => {
      await runGenerate(flags);
    },
  );
  withFlags(
    program
      .command("check")
      .description("write nothing; exit 1 and show a diff if generating would change anything"),
  ).action(async (flags: Flags) => {
    exitCode = await runCheck(flags);
  });

  program
    .command("diff")
    .description("say what changed between two runtimes, and what of it breaks whom")
    .argument("<old>", "a schema folder (or one with stable/ and experimental/ in it), or a codex binary")
    .argument("<new>", "the same")
    .addOption(
      new Option("--format <format>", "how it is printed")
        .choices(["md", "json", "html", "github"])
        .default("md"),
    )
    .option("--used-by <dir>", "tell only of what a tree of TypeScript uses: its folder, or its tsconfig")
    .addOption(new Option("--fail-on <what>", "exit 1 if there is any").choices(["breaking"]))
    .action(async (before: string, after: string, flags: Omit<DiffCommand, "old" | "new">) => {
      exitCode = await runDiff({ ...flags, old: before, new: after });
    });

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

function withFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--runtime <path>", "a codex binary (default: the installed @openai/codex)").conflicts(
        "schema",
      ),
    )
    .option("--schema <dir>", "a folder that `codex app-server generate-json-schema` wrote")
    .option("--experimental-schema <dir>", "the same, written with --experimental")
    .requiredOption("--out <dir>", "the folder for the generated files, which holds nothing else")
    .option(
      "--import <specifier>",
      "the module that the generated files import their helpers from",
      DEFAULT_SUPPORT,
    );
}

async function runGenerate(flags: Flags): Promise<void> {
  const started = performance.now();
  const generated = await generate(optionsOf(flags));
  await writeFolder(flags.out, generated.files);
  console.log(`${summary(generated)} → ${flags.out} in ${seconds(started)}`);
  for (const line of reportOf(generated)) console.log(line);
}

async function runCheck(flags: Flags): Promise<number> {
  const started = performance.now();
  const generated = await generate(optionsOf(flags));
  const stale = await checkFolder(flags.out, generated.files);
  if (stale.length === 0) {
    console.log(`fresh: ${summary(generated)} = ${flags.out} in ${seconds(started)}`);
    return FINE;
  }
  for (const { patch } of stale) console.log(patch);
  const mend = ["codex-codegen", "generate", ...commandFlags(flags)].join(" ");
  console.error(`stale: ${flags.out} is not what the schema gives`);
  for (const { path, state } of stale) console.error(`  ${state.padEnd(8)} ${path}`);
  console.error(`  fix      ${mend}`);
  return DRIFT;
}

async function runDiff(command: DiffCommand): Promise<number> {
  // It reads schemas at once, with what `generate` loads only while the runtime prints its own.
  const { diffCommand } = await import("./cli/diff-command.js");
  const { output, exitCode, notes } = await diffCommand(command);
  console.log(output.trimEnd());
  for (const note of notes) console.error(note);
  return exitCode;
}

function optionsOf(flags: Flags): { source: SchemaSource; support: string } {
  return { source: sourceOf(flags), support: flags.import };
}

function sourceOf({ schema, experimentalSchema, runtime }: Flags): SchemaSource {
  if (schema !== undefined) return { kind: "folder", path: schema, experimental: experimentalSchema };
  if (experimentalSchema !== undefined) throw experimentalAlone(experimentalSchema);
  if (runtime !== undefined) return { kind: "runtime", path: runtime };
  return { kind: "installed", cwd: process.cwd() };
}

function experimentalAlone(folder: string): CodegenError {
  return new CodegenError({
    message: "--experimental-schema is given without --schema.",
    file: folder,
    expected: "both outputs of one runtime: what is experimental is what only the second has",
    fix: "Name the folder that the runtime wrote without --experimental with --schema.",
  });
}

function commandFlags(flags: Flags): readonly string[] {
  const given: readonly (readonly [flag: string, value: string | undefined])[] = [
    ["--runtime", flags.runtime],
    ["--schema", flags.schema],
    ["--experimental-schema", flags.experimentalSchema],
    ["--out", flags.out],
    ["--import", flags.import === DEFAULT_SUPPORT ? undefined : flags.import],
  ];
  return given.flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, /\s/.test(value) ? JSON.stringify(value) : value],
  );
}

function summary({ files, protocol }: Generated): string {
  const lines = [...files.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0);
  const version = protocol.runtimeVersion === null ? "schema folder" : `codex ${protocol.runtimeVersion}`;
  return `${version}: ${protocol.clientRequests.length} requests, ${protocol.serverNotifications.length} notifications, ${protocol.serverRequests.length} server requests, ${protocol.definitions.length} types; ${lines} lines in ${files.size} files`;
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(2)} s`;
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
