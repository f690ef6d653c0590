import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Protocol, TypeNode } from "../../../src/protocol/protocol.js";
import type { JsonSchema, SchemaBundle } from "../../../src/schema/json-schema.js";
import { stableOf } from "../../../src/protocol/api-level.js";
import { childrenOf } from "../../../src/protocol/visit.js";
import { readProtocol } from "../../../src/protocol/read-protocol.js";
import { readSchema } from "../../../src/schema/read.js";
import { BUNDLE_FILE } from "../../../src/schema/runtime.js";
import { printedSchema } from "../../support/printed.js";
import { pinnedProtocol, pinnedSchema } from "../../support/protocols.js";
import { temporaryFolder } from "../../support/schema-folder.js";

let protocol: Protocol;
let bundle: SchemaBundle;

beforeAll(async () => {
  [protocol, bundle] = await Promise.all([pinnedProtocol(), pinnedSchema()]);
});

// That the declarations are right is proven in test/proof, against a walk of the schema and the runtime's own TypeScript.
/** As much of a printed bundle as lists methods and definitions. */
interface PrintedBundle {
  readonly definitions: Readonly<Record<string, PrintedDefinition>> & {
    readonly v2: Readonly<Record<string, PrintedDefinition>>;
  };
}
interface PrintedDefinition {
  readonly oneOf?: readonly {
    readonly properties?: { readonly method?: { readonly enum: readonly string[] } };
  }[];
}

describe("the pinned runtime's protocol", () => {
  it("leaves no answer without its request, and no request without its answer", () => {
    expect({ unknown: protocol.unknownResults, unused: protocol.unusedResults }).toEqual({
      unknown: [],
      unused: [],
    });
  });

  it.each(["stable", "experimental"] as const)(
    "has every method and definition of the %s schema",
    async (level) => {
      const printed = await printedSchema();
      const { v2, ...root } = (JSON.parse(printed[level]) as PrintedBundle).definitions;
      const definitions = { ...v2, ...root };
      const methodsOf = (union: string): readonly string[] =>
        (definitions[union]?.oneOf ?? []).flatMap(({ properties }) => properties?.method?.enum ?? []).sort();

      const read = level === "stable" ? stableOf(protocol) : protocol;
      const names = (methods: readonly { readonly method: string }[]) => methods.map(({ method }) => method);
      expect(names(read.clientRequests)).toEqual(methodsOf("ClientRequest"));
      expect(names(read.serverRequests)).toEqual(methodsOf("ServerRequest"));
      expect(names(read.serverNotifications)).toEqual(methodsOf("ServerNotification"));
      expect(names(read.clientNotifications)).toEqual(methodsOf("ClientNotification"));
      const own = read.definitions.filter(({ variantOf }) => variantOf === undefined).map(({ name }) => name);
      expect(own).toEqual(Object.keys(definitions).sort());
    },
  );

  it("as a stable client meets it, is what the stable schema alone gives", async () => {
    const folder = await temporaryFolder();
    const { stable } = await printedSchema();
    await writeFile(path.join(folder, BUNDLE_FILE), stable);
    const alone = await readProtocol(await readSchema({ kind: "folder", path: folder }));
    expect(withoutPlaces({ ...stableOf(protocol), runtimeVersion: null })).toEqual(withoutPlaces(alone));
  });

  it("keeps the words of every definition and property", () => {
    const words = [...bundle.definitions.values()].flatMap(({ schema }) => descriptionsIn(schema));
    const kept = new Set(protocol.definitions.flatMap(({ doc, type }) => [doc, ...docsIn(type)]));
    const lost = words.filter((text) => !kept.has(text));
    expect(words.length).toBeGreaterThan(800);
    expect(lost).toEqual([]);
  });
});

/** Without what leads into the file that was read: here two files were. */
function withoutPlaces({ file: _file, wider: _wider, ...protocol }: Protocol): unknown {
  const text = JSON.stringify(protocol, (key, value: unknown) => (key === "pointer" ? undefined : value));
  return JSON.parse(text) as unknown;
}

function descriptionsIn(schema: JsonSchema): readonly string[] {
  if (typeof schema === "boolean") return [];
  // A fragment that is neither a definition, a property nor a case has no place for words of its own.
  const { properties = {}, oneOf = [], anyOf = [] } = schema;
  const own = schema.description === undefined ? [] : [schema.description];
  return [...own, ...[...Object.values(properties), ...oneOf, ...anyOf].flatMap(descriptionsIn)];
}

function docsIn(type: TypeNode): readonly (string | undefined)[] {
  const own =
    type.kind === "object" ? type.properties : type.kind === "union" ? type.variants : ([] as const);
  return [...own.map(({ doc }) => doc), ...childrenOf(type).flatMap(docsIn)];
}
