import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { type Property, type Protocol, type TypeNode } from "../../src/protocol/protocol.js";
import { type JsonSchema, type JsonSchemaObject, type SchemaBundle } from "../../src/schema/json-schema.js";
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

  it("has every definition of the schema, and names of variants beside them", () => {
    const names = protocol.definitions
      .filter(({ variantOf }) => variantOf === undefined)
      .map(({ name }) => name);
    expect(names).toEqual([...bundle.definitions.keys()].sort());
  });

  it("keeps the words of every definition and property", () => {
    const words = [...bundle.definitions.values()].flatMap(({ schema }) => descriptionsIn(schema));
    const kept = new Set(protocol.definitions.flatMap(({ doc, type }) => [doc, ...docsIn(type)]));
    const lost = words.filter((text) => !kept.has(text));
    expect(words.length).toBeGreaterThan(800);
    expect(lost).toEqual([]);
  });

  it("refers only to definitions that there are", () => {
    const known = new Set(protocol.definitions.map(({ name }) => name));
    const referred = protocol.definitions.flatMap(({ type }) => referencesOf(type));
    expect(referred.filter((name) => !known.has(name))).toEqual([]);
  });

  it("says of every property what a direct walk of the schema says: its name and whether it may be absent", () => {
    const walked = [...bundle.definitions].flatMap(([name, { schema }]) =>
      objectsIn(schema).map((keys) => `${name}: ${keys}`),
    );
    const resolved = new Map<string, Set<string>>();
    for (const { name, type, variantOf } of protocol.definitions) {
      const owner = variantOf ?? name;
      const shapes = resolved.get(owner) ?? new Set();
      for (const shape of shapesIn(type)) shapes.add(shape);
      resolved.set(owner, shapes);
    }
    const missing = walked.filter((line) => {
      const [name = "", keys = ""] = line.split(": ");
      const wanted = keys.split(" ").filter(Boolean);
      return ![...(resolved.get(name) ?? [])].some((shape) =>
        wanted.every((key) => shape.split(" ").includes(key)),
      );
    });
    expect(walked.length).toBeGreaterThan(900);
    expect(missing).toEqual([]);
  });

  it("flattens no union: each has as many variants as the schema has cases", () => {
    for (const [name, { schema }] of bundle.definitions) {
      const cases = typeof schema === "object" ? (schema.oneOf ?? schema.anyOf) : undefined;
      const type = protocol.definitions.find((definition) => definition.name === name)?.type;
      if (cases === undefined || cases.length < 2 || type === undefined) continue;
      expect([name, type.kind === "union" ? type.variants.length >= cases.length : false]).toEqual([
        name,
        true,
      ]);
    }
  });

  it("has the methods that the runtime's own TypeScript output has, with the same params, but for those that its schema leaves out", async () => {
    const leftOut: Partial<Record<string, readonly string[]>> = {
      ClientRequest: ["getAuthStatus", "getConversationSummary", "gitDiffToRemote"],
      ServerNotification: ["rawResponse/completed", "rawResponseItem/completed"],
    };
    const folder = await temporaryFolder();
    const launcher = await installedRuntime(import.meta.dirname);
    await promisify(execFile)(process.execPath, [launcher, "app-server", "generate-ts", "--out", folder]);
    const stable = stableOf(protocol);
    const files = await readdir(folder, { recursive: true });
    for (const [union, methods] of [
      ["ClientRequest", stable.clientRequests],
      ["ServerRequest", stable.serverRequests],
      ["ServerNotification", stable.serverNotifications],
    ] as const) {
      const text = await readFile(path.join(folder, `${union}.ts`), "utf8");
      const witnessed = [
        ...text.matchAll(/"method": "([^"]+)"(?:, id: RequestId)?, (?:"params"|params)(?:\?)?: (\w+)/g),
      ].map(([, method = "", params = ""]) => `${method} ${params}`);
      expect(files).toContain(`${union}.ts`);
      const without = leftOut[union] ?? [];
      const listed = witnessed.filter((line) => !without.includes(line.split(" ")[0] ?? ""));
      expect(witnessed.length - listed.length).toBe(without.length);
      expect(listed.sort()).toEqual(
        methods.map(({ method, params }) => `${method} ${paramsLabel(params)}`).sort(),
      );
    }
  });
});

function paramsLabel(params: Protocol["clientRequests"][number]["params"]): string {
  if (params.kind === "none") return "undefined";
  return params.type.kind === "reference" ? params.type.name : params.type.kind;
}

function children(schema: JsonSchemaObject): readonly JsonSchema[] {
  const { properties = {}, items, additionalProperties, oneOf = [], anyOf = [], allOf = [] } = schema;
  const inner = [items, additionalProperties].filter((child) => child !== undefined);
  return [...Object.values(properties), ...inner, ...oneOf, ...anyOf, ...allOf];
}

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

function referencesOf(type: TypeNode): readonly string[] {
  if (type.kind === "reference") return [type.name];
  if (type.kind === "array") return referencesOf(type.element);
  if (type.kind === "map") return referencesOf(type.value);
  if (type.kind === "union") return type.variants.flatMap((variant) => referencesOf(variant.type));
  if (type.kind === "object") return type.properties.flatMap((property) => referencesOf(property.type));
  return [];
}

/** Each object of a schema as its keys, in order, with a question mark where one may be absent. */
function objectsIn(schema: JsonSchema): readonly string[] {
  if (typeof schema === "boolean") return [];
  const { properties, required = [] } = schema;
  const own =
    properties === undefined || Object.keys(properties).length === 0
      ? []
      : [
          Object.keys(properties)
            .map((name) => key(name, !required.includes(name)))
            .sort()
            .join(" "),
        ];
  return [...own, ...children(schema).flatMap(objectsIn)];
}

function shapesIn(type: TypeNode): readonly string[] {
  switch (type.kind) {
    case "object":
      return [
        shape(type.properties),
        ...type.properties.flatMap((property) => shapesIn(property.type)),
        ...(type.rest ? shapesIn(type.rest) : []),
      ];
    case "union":
      return type.variants.flatMap((variant) => shapesIn(variant.type));
    case "array":
      return shapesIn(type.element);
    case "map":
      return shapesIn(type.value);
    default:
      return [];
  }
}

function shape(properties: readonly Property[]): string {
  return properties
    .map(({ name, optional }) => key(name, optional))
    .sort()
    .join(" ");
}

function key(name: string, optional: boolean): string {
  return optional ? `${name}?` : name;
}
