import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyCorrections } from "../../../src/schema/apply-corrections.js";
import { CORRECTIONS, type Correction } from "../../../src/schema/corrections.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { mergeNamespaces } from "../../../src/schema/merge-namespaces.js";
import { readSchema } from "../../../src/schema/read.js";
import { extractSchema } from "../../../src/schema/runtime.js";
import { subschemasOf } from "../../../src/schema/subschemas.js";
import { pinnedSchema } from "../../support/protocols.js";
import { schemaFolder, temporaryFolder } from "../../support/schema-folder.js";

describe("namespaces are merged", () => {
  const merge = (definitions: object) => mergeNamespaces({ definitions }, "bundle.json", null).definitions;

  it("puts root and v2 side by side and points references at the merged name", () => {
    const merged = merge({ A: { $ref: "#/definitions/v2/B" }, v2: { B: { type: "string" } } });
    expect([...merged]).toEqual([
      ["A", { schema: { $ref: "#/definitions/B" }, pointer: "/definitions/A" }],
      ["B", { schema: { type: "string" }, pointer: "/definitions/v2/B" }],
    ]);
  });

  it("takes a name that both define alike, titles aside, once", () => {
    const same = { A: { title: "one", type: "string" }, v2: { A: { title: "two", type: "string" } } };
    expect([...merge(same).keys()]).toEqual(["A"]);
  });

  it("refuses a name that both define differently", () => {
    expect(() => merge({ A: { type: "string" }, v2: { A: { type: "number" } } })).toThrow(
      expect.objectContaining({
        message: "Two namespaces define A differently.",
        pointer: "/definitions/v2/A",
      }),
    );
  });
});

describe("corrections", () => {
  const correct = (schema: JsonSchema, change: Correction["change"]) => {
    const bundle = {
      file: "x.json",
      runtimeVersion: null,
      definitions: new Map([
        ["A", { schema, pointer: "/definitions/A" }],
        ["B", { schema: true, pointer: "/definitions/B" }],
      ]),
    };
    const correction: Correction = { definition: "A", wrong: "it is wrong", evidence: "seen", change };
    return applyCorrections(bundle, [correction]).definitions.get("A")?.schema;
  };

  it("spell every property in camelCase, and the list of required ones with them", () => {
    const schema: JsonSchema = {
      oneOf: [
        { type: "object", properties: { turn_id: { type: "string" }, _meta: true }, required: ["turn_id"] },
        { type: "object", properties: { source_event_ids: { enum: ["an_id"] }, itemId: true } },
      ],
    };
    expect(correct(schema, { kind: "camel-case-properties" })).toEqual({
      oneOf: [
        { type: "object", properties: { turnId: { type: "string" }, _meta: true }, required: ["turnId"] },
        { type: "object", properties: { sourceEventIds: { enum: ["an_id"] }, itemId: true } },
      ],
    });
  });

  // 0.171.0: the correction of two names counted as applied, and three more went out as they stood.
  it("leave no name of their definition as it was", async () => {
    const { definitions } = await pinnedSchema();
    for (const { definition, change } of CORRECTIONS) {
      if (change.kind !== "camel-case-properties") continue;
      expect(propertyNamesIn(definitions.get(definition)?.schema ?? false)).not.toContainEqual(
        expect.stringMatching(/[A-Za-z0-9]_/) as string,
      );
    }
  });

  it("restore a lost map", () => {
    expect(correct({ type: "object" }, { kind: "restore-map", values: "B" })).toEqual({
      type: "object",
      additionalProperties: { $ref: "#/definitions/B" },
    });
  });

  it.each<[string, JsonSchema, Correction["change"]]>([
    [
      "a property that is spelled right by now",
      { type: "object", properties: { turnId: true } },
      { kind: "camel-case-properties" },
    ],
    [
      "a property whose right name another has",
      { type: "object", properties: { turn_id: true, turnId: true } },
      { kind: "camel-case-properties" },
    ],
    ["a map whose values are gone", { type: "object" }, { kind: "restore-map", values: "Gone" }],
    [
      "a map that is there by now",
      { type: "object", additionalProperties: true },
      { kind: "restore-map", values: "B" },
    ],
  ])("stop the run where they no longer apply: %s", (_name, schema, change) => {
    expect(() => correct(schema, change)).toThrow(
      expect.objectContaining({ expected: "it is wrong", pointer: "/definitions/A" }),
    );
  });

  it.each([
    ["0.170.9", false],
    ["0.171.0", true],
    ["1.0.0", true],
    [null, false],
  ])("of a fault that came with 0.171.0 must have something to mend in %s: %s", (runtimeVersion, must) => {
    const definitions = new Map([
      ["A", { schema: { properties: { turnId: true } }, pointer: "/definitions/A" }],
    ]);
    const correction: Correction = {
      definition: "A",
      since: "0.171.0",
      wrong: "it is wrong",
      evidence: "seen",
      change: { kind: "camel-case-properties" },
    };
    const apply = () => applyCorrections({ file: "x.json", runtimeVersion, definitions }, [correction]);
    if (must) expect(apply).toThrow("The correction of A no longer applies");
    else expect(apply().definitions).toEqual(definitions);
  });

  it("are skipped where a runtime has no such definition", () => {
    const bundle = { file: "x.json", runtimeVersion: null, definitions: new Map() };
    expect(applyCorrections(bundle).definitions.size).toBe(0);
  });

  it("all apply to the pinned runtime", async () => {
    const { definitions } = await pinnedSchema();
    expect(CORRECTIONS.filter(({ definition }) => !definitions.has(definition))).toEqual([]);
  });
});

describe("the source of the schema", () => {
  it("is refused by name where it is no runtime", async () => {
    const folder = await temporaryFolder();
    await expect(extractSchema(path.join(folder, "codex"))).rejects.toMatchObject({ found: "nothing" });
    await expect(extractSchema(folder)).rejects.toMatchObject({ found: "not a file" });
  });

  it.skipIf(process.platform === "win32")(
    "is refused with what the program said where it is another one (a shell script here)",
    async () => {
      const program = path.join(await temporaryFolder(), "codex");
      await writeFile(program, '#!/bin/sh\necho "unknown subcommand $1" >&2\nexit 2\n');
      await chmod(program, 0o755);
      await expect(extractSchema(program)).rejects.toMatchObject({
        name: "CodegenError",
        file: program,
        found: expect.stringContaining("unknown subcommand") as string,
      });
    },
  );

  it("is refused where the folder is missing, is no folder, holds no bundle, or holds no JSON", async () => {
    const folder = await temporaryFolder();
    const read = (at: string) => readSchema({ kind: "folder", path: at });
    await mkdir(path.join(folder, "empty"));
    await writeFile(path.join(folder, "file"), "");
    await expect(read(path.join(folder, "missing"))).rejects.toMatchObject({ found: "nothing" });
    await expect(read(path.join(folder, "file"))).rejects.toMatchObject({ found: "not a folder" });
    await expect(read(path.join(folder, "empty"))).rejects.toMatchObject({
      message: "The schema folder holds no readable protocol bundle.",
    });
    await expect(read(await schemaFolder("{ not json"))).rejects.toMatchObject({
      message: "The protocol bundle is not valid JSON.",
    });
    await expect(read(await schemaFolder("[]"))).rejects.toMatchObject({
      message: "The protocol bundle holds no definitions.",
    });
  });
});

function propertyNamesIn(schema: JsonSchema): readonly string[] {
  if (typeof schema === "boolean") return [];
  return [
    ...Object.keys(schema.properties ?? {}),
    ...subschemasOf(schema).flatMap(({ schema: inner }) => propertyNamesIn(inner)),
  ];
}
