import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, it } from "vitest";
import { emitTypes } from "../../../src/emit/types.js";
import { readDefinitions } from "../../../src/protocol/read/read-definitions.js";
import { mergeNamespaces } from "../../../src/schema/merge-namespaces.js";
import { protocolOf } from "../../support/protocols.js";
import { checkDocuments, describeFinding } from "./check.js";
import type { Dialect, Schema } from "./schema-places.js";

const { resolve } = createRequire(import.meta.url);

/** Schemas that nobody here wrote, as their packages have them. */
const FOREIGN: readonly [name: string, { package: string; file: string; dialect: Dialect; least: number }][] =
  [
    [
      "the Agent Client Protocol",
      { package: "@agentclientprotocol/sdk", file: "schema/v1/schema.json", dialect: "2020-12", least: 178 },
    ],
    [
      "the language server protocol's meta model",
      {
        package: "vscode-languageserver-protocol",
        file: "metaModel.schema.json",
        dialect: "draft-07",
        least: 27,
      },
    ],
  ];

/** By hand: FOREIGN=all npx vitest run --project properties soundness/foreign */
const MORE: typeof FOREIGN = [
  [
    "the Agent Client Protocol, next version, unstable parts included",
    {
      package: "@agentclientprotocol/sdk",
      file: "schema/v2/schema.unstable.json",
      dialect: "2020-12",
      least: 260,
    },
  ],
];

it.each(process.env["FOREIGN"] === "all" ? [...FOREIGN, ...MORE] : FOREIGN)(
  "every definition of %s is read as it stands, compiles, and admits what its schema admits",
  async (_name, { package: from, file, dialect, least }) => {
    const folder = await packageFolder(from);
    const text = await readFile(path.join(folder, file), "utf8");
    const document = JSON.parse(text) as Readonly<
      Record<string, Readonly<Record<string, Schema>> | undefined>
    >;
    const names = Object.keys(document["$defs"] ?? document["definitions"] ?? {});
    expect(names.length).toBeGreaterThanOrEqual(least);

    const { definitions, wider } = await readDefinitions(mergeNamespaces(document, file, null));
    expect([...definitions.keys()].sort()).toEqual([...names].sort());
    const protocol = { ...(await protocolOf({})), definitions: [...definitions.values()] };
    const types = [...emitTypes(protocol)].join("\n");

    // Ajv is given the same, at the place where the harness looks for it.
    const moved = JSON.parse(
      text.replaceAll(/"#\/(\$defs|definitions)\//g, '"#/definitions/v2/'),
    ) as typeof document;
    const judged = { dialect, definitions: moved["$defs"] ?? moved["definitions"] ?? {} };
    const { findings, tally } = await checkDocuments(
      [judged],
      () => Promise.resolve({ kind: "read", types, wider }),
      {
        fakes: 2,
        changes: 6,
        most: 3,
      },
    );
    expect(findings.map((finding) => finding && describeFinding(finding))).toEqual([undefined]);
    // Nearly every definition has a value, and most have several.
    expect(tally.valid).toBeGreaterThan(names.length * 1.5);
    console.info(
      `${from} ${file}: ${String(definitions.size)} of ${String(names.length)} definitions, ` +
        `${String(tally.valid)} valid values, ${String(tally.invalid)} invalid ones`,
    );
  },
  120_000,
);

/** The folder of a package, whose manifest need not be exported. */
async function packageFolder(name: string): Promise<string> {
  for (let folder = path.dirname(resolve(name)); ; folder = path.dirname(folder)) {
    const text = await readFile(path.join(folder, "package.json"), "utf8").catch(() => "{}");
    if ((JSON.parse(text) as { readonly name?: string }).name === name) return folder;
  }
}
