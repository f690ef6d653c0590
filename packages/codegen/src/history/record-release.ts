import compareVersions from "semver/functions/compare.js";
import { readProtocol } from "../protocol/read-protocol.js";
import { appendRelease, type ReleaseSchemas } from "../schema/archive/archive.js";
import { readArchive } from "../schema/archive/archived-release.js";
import { writePacked } from "../schema/archive/packed-file.js";
import { schemaOf } from "../schema/read.js";
import { shippedIndex } from "./ages.js";
import { growIndex } from "./grow-index.js";

/**
 * Writes a release into what comes with this package, as the newest; what is there of its minor version is replaced. One that is older than
 * what is there changes nothing. Resolves to the size of both files in bytes, or `undefined`.
 */
export async function recordRelease(version: string, schemas: ReleaseSchemas): Promise<number | undefined> {
  const [archive, index] = await Promise.all([readArchive(), shippedIndex()]);
  const newest = index.releases.at(-1);
  if (newest !== undefined && compareVersions(version, newest) < 0) return undefined;
  const protocol = await readProtocol(schemaOf(version, schemas));
  const sizes = await Promise.all([
    writePacked("schemas", appendRelease(archive, version, schemas)),
    writePacked("ages", growIndex(index, version, protocol)),
  ]);
  return sizes.reduce((sum, size) => sum + size, 0);
}
