import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type SchemaSource } from "../../src/schema/read.js";
import { BUNDLE_FILE } from "../../src/schema/runtime.js";
import { temporaryFolder } from "./schema-folder.js";

/** The runtimes whose schemas are recorded in `fixtures/schemas`: the oldest that we read, and one in the middle. */
export const RECORDED_VERSIONS = ["0.131.0", "0.154.0"] as const;

const fixtures = path.resolve(import.meta.dirname, "../../../../fixtures/schemas");

/** The recorded schema of an older runtime, unpacked into folders as the runtime wrote them. */
export async function recordedSchema(version: (typeof RECORDED_VERSIONS)[number]): Promise<SchemaSource> {
  const folder = await temporaryFolder();
  const unpack = async (name: string): Promise<string> => {
    const to = path.join(folder, name);
    await mkdir(to);
    const packed = await readFile(path.join(fixtures, version, `${name}.json.gz`));
    await writeFile(path.join(to, BUNDLE_FILE), await promisify(gunzip)(packed));
    return to;
  };
  return { kind: "folder", path: await unpack("stable"), experimental: await unpack("experimental") };
}
