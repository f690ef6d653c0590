import compareVersions from "semver/functions/compare.js";
import { readProtocol } from "../protocol/read-protocol.js";
import { appendRelease, type Archive, type ReleaseSchemas } from "../schema/archive/archive.js";
import { readPacked, writePacked, type PackedFile } from "../schema/archive/packed-file.js";
import { schemaOf } from "../schema/read.js";
import type { AgeIndex } from "./ages.js";
import { growIndex } from "./grow-index.js";

/** Where a history stands. */
export interface HistoryFiles {
  read(name: PackedFile): Promise<unknown>;
  /** Resolves to the size in bytes. */
  write(name: PackedFile, data: unknown): Promise<number>;
}

/**
 * Writes a release into the history, as the newest; what is there of its minor version is replaced. One that is older than what is there
 * changes nothing. Resolves to the size of both files in bytes, or `undefined`.
 *
 * @param files By default those that come with this package. They are read anew each time: several releases may be recorded one after another.
 */
export async function recordRelease(
  version: string,
  schemas: ReleaseSchemas,
  files: HistoryFiles = { read: readPacked, write: writePacked },
): Promise<number | undefined> {
  // Their writer is this function alone.
  const archive = (await files.read("schemas")) as Archive;
  const index = (await files.read("ages")) as AgeIndex;
  const newest = index.releases.at(-1);
  if (newest !== undefined && compareVersions(version, newest) < 0) return undefined;
  const protocol = await readProtocol(schemaOf(version, schemas));
  const sizes = await Promise.all([
    files.write("schemas", appendRelease(archive, version, schemas)),
    files.write("ages", growIndex(index, version, protocol)),
  ]);
  return sizes.reduce((sum, size) => sum + size, 0);
}
