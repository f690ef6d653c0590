import type { Protocol } from "../../src/protocol/protocol.js";
import { readProtocol } from "../../src/protocol/read-protocol.js";
import { mergeNamespaces } from "../../src/schema/merge-namespaces.js";
import { readSchema } from "../../src/schema/read.js";
import type { SchemaBundle } from "../../src/schema/json-schema.js";
import { onceForTheRun } from "./once-for-the-run.js";
import { bundleOf, type Definitions, type Message } from "./schema-folder.js";

/** The protocol of a few definitions. */
export async function protocolOf(
  definitions: Definitions,
  messages?: Partial<Record<string, readonly Message[]>>,
): Promise<Protocol> {
  return readProtocol(mergeNamespaces(bundleOf(definitions, messages), "tiny.json", null));
}

/** The pinned runtime's schema, read once for all tests of a file. */
export function pinnedSchema(): Promise<SchemaBundle> {
  schema ??= readSchema({ kind: "installed", cwd: import.meta.dirname });
  return schema;
}

/** The pinned runtime's protocol, read once for all tests. */
export function pinnedProtocol(): Promise<Protocol> {
  protocol ??= onceForTheRun("pinned-protocol", async () => readProtocol(await pinnedSchema()));
  return protocol;
}

/** The protocol of a release, out of the history, read once for all tests. */
export function releaseProtocol(version: string): Promise<Protocol> {
  return onceForTheRun(`protocol-${version}`, async () =>
    readProtocol(await readSchema({ kind: "release", version })),
  );
}

let schema: Promise<SchemaBundle> | undefined;
let protocol: Promise<Protocol> | undefined;
