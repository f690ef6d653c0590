import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { emitTypes } from "../../../src/emit/types.js";
import { generate } from "../../../src/generate.js";
import { writeFolder } from "../../../src/output/write.js";
import { typeErrors } from "../../support/compile.js";
import { protocolOf } from "../../support/protocols.js";
import { bundlesOfTheSurface } from "../../support/reduced-bundle.js";
import { schemaFolder, temporaryFolder, type Definitions } from "../../support/schema-folder.js";

/** Names that the emitted modules, every program or TypeScript itself have a use for, and names that are no identifiers. */
const NAMES = [
  ...["Promise", "AsyncIterable", "Omit", "Record", "Array", "Object"],
  ...["CallOptions", "RequestFunction", "ApprovalMode", "Operation", "TurnResult", "createRpc"],
  ...["Rpc", "ExperimentalRpc", "ClientRequests", "ExperimentalClientRequests", "ServerNotifications"],
  ...[
    "TurnInput",
    "TurnOptions",
    "StructuredTurnOptions",
    "RunOptions",
    "StructuredRunOptions",
    "CodexMethods",
    "Mode",
    "Method",
    "Schema",
    "SchemaOutput",
    "ThreadHandle",
    "ThreadRunner",
  ],
  ...["codexStartThread", "string", "any", "unknown", "class", "keyof", "await", "interface", "let", "type"],
  ...[
    "_enum",
    "$dollar",
    "Ünicode",
    "1st",
    "a.b.C",
    "a-b",
    "Page<Item>",
    "__proto__",
    "constructor",
    "two words",
    "'\"`",
  ],
];

/** Methods whose paths meet what functions and objects have of their own. */
const PATHS = [
  "zz/one",
  ...[
    "name",
    "length",
    "prototype",
    "caller",
    "arguments",
    "call",
    "apply",
    "bind",
    "toString",
    "constructor",
  ].map((segment) => `zz/one/${segment}`),
  "zz/one/__proto__",
  "zz/__proto__",
  "zz/__proto__/deep",
  "zz/a b/c-d",
  "hasOwnProperty",
];

interface Bundle {
  readonly definitions: Record<string, unknown> & {
    readonly v2: Record<string, unknown>;
    readonly ClientRequest: { readonly oneOf: unknown[] };
  };
}

/** What the surface needs of the pinned runtime's schema, with these names and methods beside. */
async function withNames(bundle: object): Promise<string> {
  const { definitions, ...rest } = structuredClone(bundle) as Bundle;
  const { v2 } = definitions;
  const define = (more: Definitions) => {
    for (const [name, schema] of Object.entries(more))
      Object.defineProperty(v2, name, { value: schema, enumerable: true });
  };
  define(Object.fromEntries(
    NAMES.map((name) => [
      name,
      { type: "object", properties: { of: { type: "string", enum: [name] } }, required: ["of"] },
    ]),
  ));
  const reference = (name: string) => ({ $ref: `#/definitions/v2/${encodeURIComponent(name)}` });
  const requests = [
    ...NAMES.map((name, index) => ({ method: `yy/${String(index)}`, params: reference(name) })),
    ...PATHS.map((method) => ({ method, params: reference("Promise") })),
  ].map(({ method, params }) => ({
    type: "object",
    properties: { method: { type: "string", enum: [method] }, params },
    required: ["method", "params"],
  }));
  const { oneOf } = definitions.ClientRequest;
  oneOf.push(...requests);
  // The surface mentions it.
  define({ Reach: { anyOf: NAMES.map(reference) } });
  const sort = v2["ThreadListParams"] as { properties: Record<string, unknown> };
  sort.properties["sortDirection"] = reference("Promise");
  return schemaFolder({ ...rest, definitions });
}

it("names that something else has already stand for what the schema says, and everything compiles and starts", async () => {
  const { stable, experimental } = await bundlesOfTheSurface();
  const source = {
    kind: "folder",
    path: await withNames(stable),
    experimental: await withNames(experimental),
  } as const;
  const support = path.resolve(import.meta.dirname, "../../../../client/src/generated-support.js");
  const { files } = await generate({ source, support });
  const folder = path.join(await temporaryFolder(), "generated");
  await writeFolder(folder, files);
  const use = path.join(folder, "../use.ts");
  const imports = NAMES.map((name, index) => `${JSON.stringify(name)} as T${String(index)}`);
  await writeFile(
    use,
    [
      `import type { ${imports.join(", ")} } from "./generated/types.js";`,
      `import type { ${imports.join(", ").replaceAll(" as T", " as E")} } from "./generated/experimental/types.js";`,
      ...NAMES.flatMap((name, index) => [
        `export const t${String(index)}: T${String(index)} = { of: ${JSON.stringify(name)} };`,
        `export const e${String(index)}: E${String(index)} = { of: ${JSON.stringify(name)} };`,
      ]),
      `import type { Rpc } from "./generated/rpc.js";`,
      `export const called = (rpc: Rpc): readonly Promise<unknown>[] => [rpc.zz.one(t0), rpc.zz.one.name(t0), rpc.zz.one.length(t0)];`,
    ].join("\n"),
  );
  expect(await typeErrors([use, ...[...files.keys()].map((file) => path.join(folder, file))])).toEqual([]);

  // A function's own members are no obstacle: each function calls the method of its path.
  const { createRpc } = (await import(pathToFileURL(path.join(folder, "experimental/rpc.ts")).href)) as {
    readonly createRpc: (call: (method: string) => string) => object;
  };
  const rpc = createRpc((method) => method);
  const functionAt = (method: string) =>
    method
      .split("/")
      .reduce<unknown>((at, key) => Object.getOwnPropertyDescriptor(at, key)?.value, rpc) as () => string;
  expect(PATHS.map((method) => functionAt(method)())).toEqual(PATHS);
}, 120_000);

it.each([
  ["", "an empty name"],
  ["default", "the default export"],
  ["\ud800", "half a character"],
])("the name %j is refused where it stands: %s", async (name) => {
  const path = await schemaFolder({ definitions: { [name]: {} } });
  await expect(generate({ source: { kind: "folder", path } })).rejects.toMatchObject({
    name: "CodegenError",
    pointer: `/definitions/${name}`,
    fix: expect.stringContaining("Rename") as string,
  });
});

it("a definition that mentions itself in a tuple compiles, in elements that may be left out as well", async () => {
  const itself = { $ref: "#/definitions/v2/Nested" };
  const protocol = await protocolOf({
    Nested: {
      anyOf: [
        { type: "string" },
        {
          type: "array",
          prefixItems: [itself, { type: "array", items: itself }],
          items: itself,
          minItems: 1,
        },
        // Circular to the compiler, unless the element has a label.
        { type: "array", prefixItems: [{ type: "array", items: itself }], items: false },
      ],
    },
  });
  const file = path.join(await temporaryFolder(), "types.ts");
  await writeFile(
    file,
    [...emitTypes(protocol), 'export const nested: Nested = ["a", [["b"]], "c", ["d"]];'].join("\n"),
  );
  expect(await typeErrors([file])).toEqual([]);
});
