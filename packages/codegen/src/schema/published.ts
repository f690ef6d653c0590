import { execFile, type ExecFileOptions } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import { isJsonObject } from "./json-schema.js";
import { extractSchema, launcherOf, type ExtractedSchema } from "./runtime.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const PACKAGE = "@openai/codex";

/**
 * What a runtime that npm has prints of its protocol. It is installed into a folder of its own, with npm's own settings and its check of
 * what it fetches, without running any script of the package; the folder is removed again.
 *
 * @param version Of one release, or of a minor version, which stands for its last patch.
 */
export async function publishedSchema(version: string): Promise<ExtractedSchema> {
  return withTemporaryFolder("codex-codegen-npm-", async (folder, ending) => {
    // Without it npm would look for a project further up.
    await writeFile(path.join(folder, "package.json"), "{}");
    await npm(
      [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        `${PACKAGE}@${version}`,
      ],
      version,
      { cwd: folder, signal: ending, killSignal: "SIGKILL" },
    );
    return extractSchema(await launcherOf(path.join(folder, "node_modules", PACKAGE, "package.json")));
  });
}

/** The version that npm gives to whoever asks for none. */
export async function publishedVersion(): Promise<string> {
  const answer = await npm(["view", `${PACKAGE}@latest`, "version"], "latest");
  if (typeof answer === "string") return answer;
  throw new CodegenError({
    message: `npm does not say which version of ${PACKAGE} is the latest.`,
    found: JSON.stringify(answer),
    expected: "a version",
    fix: "Name a version.",
  });
}

async function npm(
  args: readonly string[],
  version: string,
  options: ExecFileOptions = {},
): Promise<unknown> {
  const [command, ...prefix] = process.platform === "win32" ? ["cmd", "/d", "/s", "/c", "npm"] : ["npm"];
  const flags = ["--json", "--loglevel=silent", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  try {
    const { stdout } = await promisify(execFile)(command, [...prefix, ...args, ...flags], options);
    return parsed(String(stdout));
  } catch (cause) {
    throw npmFailure(version, cause);
  }
}

function npmFailure(version: string, cause: unknown): CodegenError {
  const stdout = isJsonObject(cause) && "stdout" in cause ? String(cause["stdout"]) : "";
  const { code, summary } = complaintOf(stdout);
  const offers =
    "What comes with this generator needs no npm: `codex-codegen history` says which releases do.";
  if (code === "E404" || code === "ETARGET") {
    return new CodegenError({
      message: `npm has no ${PACKAGE} ${version}.`,
      found: summary,
      expected: "a version that was published",
      fix: `\`npm view ${PACKAGE} versions\` lists those that were. ${offers}`,
      cause,
    });
  }
  return new CodegenError({
    message: `${PACKAGE} ${version} could not be fetched from npm.`,
    found: summary ?? (cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause)),
    expected: "npm on the path, and a registry that it reaches",
    fix: `Try again with a network, or give a codex binary or a schema folder of that version. ${offers}`,
    cause,
  });
}

/** What npm says with `--json` where it fails. */
function complaintOf(stdout: string): {
  readonly code: string | undefined;
  readonly summary: string | undefined;
} {
  const answer = parsed(stdout);
  const error = isJsonObject(answer) && isJsonObject(answer["error"]) ? answer["error"] : {};
  const text = (key: string) => (typeof error[key] === "string" ? error[key] : undefined);
  const summary = text("summary")?.split("\n", 1)[0];
  const code = text("code");
  return { code, summary: code === undefined ? summary : `${code}${summary ? `: ${summary}` : ""}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
