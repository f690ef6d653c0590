import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Protocol, type TypeNode } from "../../src/protocol/protocol.js";
import { type JsonSchema, type SchemaBundle } from "../../src/schema/json-schema.js";
import { stableOf } from "../../src/protocol/api-level.js";
import { readProtocol } from "../../src/protocol/read-protocol.js";
import { readSchema } from "../../src/schema/read.js";
import { BUNDLE_FILE, extractSchema, installedRuntime } from "../../src/schema/runtime.js";
import { pinnedProtocol, pinnedSchema } from "../support/protocols.js";
import { temporaryFolder } from "../support/schema-folder.js";

let protocol: Protocol;
let bundle: SchemaBundle;

beforeAll(async () => {
  [protocol, bundle] = await Promise.all([pinnedProtocol(), pinnedSchema()]);
});

// That the declarations are right is proven in test/proof, against a walk of the schema and the runtime's own TypeScript.
describe("the pinned runtime's protocol", () => {
  it.each([
    [
      "stable",
      { requests: 109, notifications: 86, serverRequests: 10, clientNotifications: 1, definitions: 770 },
    ],
    [
      "experimental",
      { requests: 184, notifications: 86, serverRequests: 11, clientNotifications: 1, definitions: 939 },
    ],
  ])("has every method and definition of the %s schema", (level, want) => {
    const { clientRequests, serverNotifications, serverRequests, clientNotifications, definitions } =
      level === "stable" ? stableOf(protocol) : protocol;
    expect({
      requests: clientRequests.length,
      notifications: serverNotifications.length,
      serverRequests: serverRequests.length,
      clientNotifications: clientNotifications.length,
      definitions: definitions.filter(({ variantOf }) => variantOf === undefined).length,
    }).toEqual(want);
  });

  it("as a stable client meets it, is what the stable schema alone gives", async () => {
    const folder = await temporaryFolder();
    const { stable } = await extractSchema(await installedRuntime(import.meta.dirname));
    await writeFile(path.join(folder, BUNDLE_FILE), stable);
    const alone = await readProtocol(await readSchema({ kind: "folder", path: folder }));
    expect({ ...stableOf(protocol), runtimeVersion: null }).toEqual(alone);
  });

  it("keeps the words of every definition and property", () => {
    const words = [...bundle.definitions.values()].flatMap(({ schema }) => descriptionsIn(schema));
    const kept = new Set(protocol.definitions.flatMap(({ doc, type }) => [doc, ...docsIn(type)]));
    const lost = words.filter((text) => !kept.has(text));
    expect(words.length).toBeGreaterThan(800);
    expect(lost).toEqual([]);
  });
});

function descriptionsIn(schema: JsonSchema): readonly string[] {
  if (typeof schema === "boolean") return [];
  // A fragment that is neither a definition, a property nor a case has no place for words of its own.
  const { properties = {}, oneOf = [], anyOf = [] } = schema;
  const own = schema.description === undefined ? [] : [schema.description];
  return [...own, ...[...Object.values(properties), ...oneOf, ...anyOf].flatMap(descriptionsIn)];
}

function docsIn(type: TypeNode): readonly (string | undefined)[] {
  switch (type.kind) {
    case "object":
      return type.properties.flatMap(({ doc, type: inner }) => [doc, ...docsIn(inner)]);
    case "union":
      return type.variants.flatMap(({ doc, type: inner }) => [doc, ...docsIn(inner)]);
    case "array":
      return docsIn(type.element);
    case "map":
      return docsIn(type.value);
    default:
      return [];
  }
}
