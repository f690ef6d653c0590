import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Protocol } from "../../../src/protocol/protocol.js";
import { readProtocol } from "../../../src/protocol/read-protocol.js";
import { applyCorrections } from "../../../src/schema/apply-corrections.js";
import { type SchemaBundle } from "../../../src/schema/json-schema.js";
import { mergeExperimental } from "../../../src/schema/merge-experimental.js";
import { mergeNamespaces } from "../../../src/schema/merge-namespaces.js";
import { type RECORDED_VERSIONS } from "../recorded-schemas.js";

const fixtures = path.resolve(import.meta.dirname, "../../../../../fixtures/schemas");

/** The protocol of an older runtime, from the schema that is recorded of it; no folder is written, so hooks may call it. */
export async function recordedProtocol(version: (typeof RECORDED_VERSIONS)[number]): Promise<Protocol> {
  const read = async (name: string): Promise<SchemaBundle> => {
    const packed = await readFile(path.join(fixtures, version, `${name}.json.gz`));
    const text = (await promisify(gunzip)(packed)).toString("utf8");
    return mergeNamespaces(JSON.parse(text), `${version}/${name}.json`, version);
  };
  const [stable, experimental] = await Promise.all([read("stable"), read("experimental")]);
  return readProtocol(applyCorrections(mergeExperimental(stable, experimental)));
}
