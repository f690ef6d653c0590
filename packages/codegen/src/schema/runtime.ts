import { execFile, type ExecFileOptions } from "node:child_process";
import { access, constants, readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import { isJsonObject } from "./json-schema.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const run = promisify(execFile);

/** The protocol bundle among the files that `codex app-server generate-json-schema` writes. */
export const BUNDLE_FILE = "codex_app_server_protocol.schemas.json";

/** What a runtime printed of its protocol: the texts of {@link BUNDLE_FILE}. */
export interface ExtractedSchema {
  readonly runtimeVersion: string;
  readonly stable: string;
  readonly experimental: string;
}

/**
 * The `@openai/codex` that is installed for the project in `cwd`, or else beside this generator: its native binary, since its
 * launcher is a start of Node more for each call. The launcher where that is not found: it says what is amiss.
 */
export async function installedRuntime(cwd: string): Promise<string> {
  const bases = [pathToFileURL(path.join(cwd, "package.json")), import.meta.url];
  for (const base of bases) {
    let manifest: string;
    try {
      manifest = createRequire(base).resolve("@openai/codex/package.json");
    } catch {
      continue;
    }
    return (await nativeBinary(manifest)) ?? (await launcherOf(manifest));
  }
  throw new CodegenError({
    message: "No Codex runtime is installed here.",
    file: cwd,
    expected: "the npm package @openai/codex in this project",
    fix: "Install it (`npm install --save-dev --save-exact @openai/codex`), or name a runtime with --runtime or a schema folder with --schema.",
  });
}

/** The launcher of an installed `@openai/codex`, by the path of its package.json. */
export async function launcherOf(manifest: string): Promise<string> {
  const text = await readFile(manifest, "utf8");
  const launcher = launcherIn(text);
  if (launcher !== undefined) return path.join(path.dirname(manifest), launcher);
  throw new CodegenError({
    message: "The installed @openai/codex does not say what starts it.",
    file: manifest,
    found: text.slice(0, 300),
    expected: 'the package.json of @openai/codex, with "bin": { "codex": "…" }',
    fix: "Install @openai/codex anew, or name a runtime with --runtime or a schema folder with --schema.",
  });
}

/** A package of one program may name it without an object. */
function launcherIn(manifest: string): string | undefined {
  const parsed: unknown = JSON.parse(manifest);
  const bin = isJsonObject(parsed) ? parsed["bin"] : undefined;
  const launcher = isJsonObject(bin) ? bin["codex"] : bin;
  return typeof launcher === "string" ? launcher : undefined;
}

/** What the launcher would start: the one program in the package of this platform, or in the launcher's own. */
async function nativeBinary(manifest: string): Promise<string | undefined> {
  const platform = process.platform === "android" ? "linux" : process.platform;
  let home = manifest;
  try {
    home = createRequire(manifest).resolve(`@openai/codex-${platform}-${process.arch}/package.json`);
  } catch {
    // Then the launcher looks in its own package.
  }
  const vendor = path.join(path.dirname(home), "vendor");
  const [target, ...others] = await readdir(vendor).catch(() => []);
  if (target === undefined || others.length > 0) return undefined;
  const binary = path.join(vendor, target, "bin", platform === "win32" ? "codex.exe" : "codex");
  return access(binary, constants.X_OK).then(
    () => binary,
    () => undefined,
  );
}

/** Asks the runtime at `file` (a native binary, or the npm package's JavaScript launcher) for its version and schema. */
export async function extractSchema(file: string): Promise<ExtractedSchema> {
  await requireFile(file);
  return withTemporaryFolder("codex-codegen-", (folder, ending) =>
    printed(file, commandOf(file), folder, { signal: ending, killSignal: "SIGKILL" }),
  );
}

async function printed(
  file: string,
  [command, ...prefix]: readonly [command: string, ...prefix: string[]],
  out: string,
  options: ExecFileOptions,
): Promise<ExtractedSchema> {
  const print = async (folder: string, ...flags: readonly string[]): Promise<string> => {
    const to = path.join(out, folder);
    await run(command, [...prefix, "app-server", "generate-json-schema", ...flags, "--out", to], options);
    return readFile(path.join(to, BUNDLE_FILE), "utf8");
  };
  try {
    const [version, stable, experimental] = await Promise.all([
      run(command, [...prefix, "--version"], options),
      print("stable"),
      print("experimental", "--experimental"),
    ]);
    return { runtimeVersion: versionIn(String(version.stdout), file), stable, experimental };
  } catch (error) {
    if (error instanceof CodegenError) throw error;
    throw new CodegenError({
      message: "The runtime did not print its schema.",
      file,
      found: complaintOf(error),
      expected: "a Codex runtime that knows `app-server generate-json-schema` (0.131.0 or later)",
      fix: "Name another runtime with --runtime, or a schema folder with --schema.",
      cause: error,
    });
  }
}

/** How the runtime at `file` is started. */
export function commandOf(file: string): readonly [command: string, ...prefix: string[]] {
  return /\.[cm]?js$/.test(file) ? [process.execPath, file] : [file];
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return;
  throw new CodegenError({
    message: "There is no Codex runtime at this path.",
    file,
    found: found === undefined ? "nothing" : "not a file",
    expected: "the codex binary, or the launcher bin/codex.js of @openai/codex",
    fix: "Correct the path that --runtime gives.",
  });
}

function versionIn(text: string, file: string): string {
  const version = /\d+\.\d+\.\d+\S*/.exec(text)?.[0];
  if (version !== undefined) return version;
  throw new CodegenError({
    message: "The program does not say which Codex version it is.",
    file,
    found: JSON.stringify(text.slice(0, 200)),
    expected: "`codex-cli X.Y.Z` from --version",
    fix: "Name a Codex runtime with --runtime.",
  });
}

/** The first line; of an error that Node prints, as the launcher has it, the one that says what is amiss. */
function complaintOf(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  const text = stderr || (error instanceof Error ? error.message : String(error));
  const [first = "", ...others] = text.split("\n");
  return [first, ...others].find((line) => /^\w*Error: /.test(line)) ?? first;
}
