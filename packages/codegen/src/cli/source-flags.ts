import { type Command, Option } from "commander";
import { CodegenError } from "../errors/codegen-error.js";
import { DEFAULT_SUPPORT } from "../generate.js";
import type { TextSource } from "../schema/read.js";

/** What `generate` and `check` are told: where the schema comes from, and where the files stand. */
export interface SourceFlags {
  readonly runtime?: string;
  readonly schema?: string;
  readonly experimentalSchema?: string;
  readonly out: string;
  readonly import: string;
  /** @defaultValue `true` */
  readonly cache?: boolean;
}

/** `command` with {@link SourceFlags}. */
export function addSourceFlags(command: Command): Command {
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
    )
    .option("--no-cache", "generate anew even if nothing has changed since an earlier run");
}

/** The flags as they are typed on a command line. */
export function spelledOut(flags: SourceFlags): readonly string[] {
  const given: readonly (readonly [flag: string, value: string | undefined])[] = [
    ["--runtime", flags.runtime],
    ["--schema", flags.schema],
    ["--experimental-schema", flags.experimentalSchema],
    ["--out", flags.out],
    ["--import", flags.import === DEFAULT_SUPPORT ? undefined : flags.import],
  ];
  return given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quoted(value)]));
}

/** `word` as a shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:@=+,~\\-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, "\\$&")}"`;
}

/** Where the schema comes from, as the flags say. */
export function sourceOf({
  schema,
  experimentalSchema,
  runtime,
}: Pick<SourceFlags, "schema" | "experimentalSchema" | "runtime">): TextSource {
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
