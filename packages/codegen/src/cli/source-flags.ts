import { type Command, Option } from "commander";
import valid from "semver/functions/valid.js";
import { CodegenError } from "../errors/codegen-error.js";
import { DEFAULT_SUPPORT } from "../generate.js";
import type { TextSource } from "../schema/read.js";

/** What `generate` and `check` are told: where the schema comes from, and where the files stand. */
export interface SourceFlags {
  readonly runtime?: string;
  readonly schema?: string;
  readonly experimentalSchema?: string;
  readonly schemaVersion?: string;
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
    .option(
      "--schema-version <version>",
      "the runtime that wrote them (default: the release that they are most like)",
    )
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
    ["--schema-version", flags.schemaVersion],
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
  schemaVersion: version,
  runtime,
}: Pick<SourceFlags, "schema" | "experimentalSchema" | "schemaVersion" | "runtime">): TextSource {
  if (schema !== undefined) {
    return { kind: "folder", path: schema, experimental: experimentalSchema, version: versionIn(version) };
  }
  if (experimentalSchema !== undefined) throw experimentalAlone(experimentalSchema);
  if (version !== undefined) throw versionAlone(version);
  if (runtime !== undefined) return { kind: "runtime", path: runtime };
  return { kind: "installed", cwd: process.cwd() };
}

/** Without the `v` that people write before it. */
function versionIn(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const version = valid(given);
  if (version === null) throw noVersion(given);
  return version;
}

function noVersion(found: string): CodegenError {
  return new CodegenError({
    message: "--schema-version gives no version.",
    found,
    expected: "what the runtime that wrote the schema says to --version, such as 0.171.0",
    fix: "Correct it, or leave it out: then the release that the schema is most like is taken.",
  });
}

function versionAlone(found: string): CodegenError {
  return new CodegenError({
    message: "--schema-version is given without --schema.",
    found: `--schema-version ${found}`,
    expected: "a schema folder, which does not say what wrote it; a runtime says that itself",
    fix: "Name the folder with --schema, or leave --schema-version out.",
  });
}

function experimentalAlone(folder: string): CodegenError {
  return new CodegenError({
    message: "--experimental-schema is given without --schema.",
    file: folder,
    expected: "both outputs of one runtime: what is experimental is what only the second has",
    fix: "Name the folder that the runtime wrote without --experimental with --schema.",
  });
}
