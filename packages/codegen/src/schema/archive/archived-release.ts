import { CodegenError } from "../../errors/codegen-error.js";
import { releaseIn, type Archive, type ReleaseSchemas } from "./archive.js";
import { readPacked } from "./packed-file.js";

/** The schemas of all releases that come with this package. Unpacked once, which takes some 0.3 s, and kept. */
export function shippedArchive(): Promise<Archive> {
  archive ??= readPacked("schemas") as Promise<Archive>;
  return archive;
}

let archive: Promise<Archive> | undefined;

/**
 * The schemas of a release.
 *
 * @throws CodegenError for a release that does not come with this package.
 */
export async function archivedRelease(version: string): Promise<ReleaseSchemas> {
  const known = await shippedArchive();
  const schemas = releaseIn(known, version);
  if (schemas !== undefined) return schemas;
  throw new CodegenError({
    message: `The schema of codex ${version} does not come with this generator.`,
    found: version,
    expected: `one of ${known.releases.map((release) => release.version).join(", ")}`,
    fix: "Name one of these, or the runtime itself: `npm install @openai/codex@VERSION`, then --runtime.",
  });
}
