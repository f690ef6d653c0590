import { stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { shippedArchive } from "../schema/archive/archived-release.js";
import { bareVersion, findRelease } from "../schema/archive/find-release.js";
import { publishedVersion } from "../schema/published.js";
import type { SchemaSource } from "../schema/read.js";
import { BUNDLE_FILE } from "../schema/runtime.js";

const VERSION = /^(oldest|latest|v?\d+\.\d+(\.\d+(-[\w.-]+)?)?)$/;

/**
 * What an argument of `diff` names: a version, a schema folder (or one with `stable/` and `experimental/` in it), or a runtime. What looks
 * like a version is one; a file or folder of such a name is given with `./`.
 *
 * @param say Hears what is being done, where it takes its time.
 */
export async function sourceOfArgument(given: string, say: (words: string) => void): Promise<SchemaSource> {
  return VERSION.test(given) ? sourceOfVersion(given, say) : sourceAt(given);
}

/** A release that comes with this package, or else one of npm's. `latest` is npm's, as everywhere else. */
async function sourceOfVersion(given: string, say: (words: string) => void): Promise<SchemaSource> {
  let asked = bareVersion(given);
  if (given === "latest") {
    say("asking npm for the latest codex …");
    asked = await publishedVersion();
  }
  const known = findRelease(
    (await shippedArchive()).releases.map(({ version }) => version),
    asked,
  );
  if (known !== undefined) return { kind: "release", version: known };
  say(`fetching codex ${asked} from npm …`);
  return { kind: "npm", version: asked };
}

async function sourceAt(given: string): Promise<SchemaSource> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) {
    throw new CodegenError({
      message: "There is nothing to compare at this path.",
      file: given,
      found: "nothing",
      expected: "a version such as 0.154.0, a schema folder, or a codex binary",
      fix: "Correct the path; `codex app-server generate-json-schema --out DIR` writes a schema folder.",
    });
  }
  if (!found.isDirectory()) return { kind: "runtime", path: given };
  const [stable, experimental] = [path.join(given, "stable"), path.join(given, "experimental")];
  const holds = async (folder: string) =>
    (await stat(path.join(folder, BUNDLE_FILE)).catch(() => undefined))?.isFile() === true;
  if ((await holds(given)) || !(await holds(stable))) return { kind: "folder", path: given };
  return (await holds(experimental))
    ? { kind: "folder", path: stable, experimental }
    : { kind: "folder", path: stable };
}
