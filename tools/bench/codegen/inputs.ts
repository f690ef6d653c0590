import { execa } from "execa";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isJsonObject, type SchemaBundle } from "../../../packages/codegen/src/schema/json-schema.js";
import { readSchema } from "../../../packages/codegen/src/schema/read.js";
import {
  BUNDLE_FILE,
  extractSchema,
  installedRuntime,
} from "../../../packages/codegen/src/schema/runtime.js";

/** What the other generators are installed as: exact versions, outside the workspace's lockfile. */
const PEERS = {
  quicktype: "26.0.0",
  "json-schema-to-typescript": "16.0.0",
  "@hey-api/openapi-ts": "0.88.2",
  // Wanted by openapi-ts beside itself.
  typescript: "5.9.3",
};

/** Installs the other generators below `cache`, once, and answers with where their programs are. */
export async function installPeers(cache: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  const manifest = `${JSON.stringify({ private: true, dependencies: PEERS }, null, 2)}\n`;
  const stamp = join(cache, "installed.json");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== manifest) {
    console.error("installing the other generators (once) …");
    await writeFile(join(cache, "package.json"), manifest);
    // Within `npm run` the workspace's engine-strict would hold here too, and quicktype has a dependency that asks for Node 22
    // (it works on 20). It is the workspace's rule for what the workspace depends on, which this is not.
    const flags = [
      "--engine-strict=false",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ];
    await execa("npm", ["install", ...flags], { cwd: cache });
    await writeFile(stamp, manifest);
  }
  return join(cache, "node_modules");
}

/** A schema as two folders that the generator reads, and the count of definitions in each once merged. */
export interface SchemaFolders {
  readonly stable: string;
  readonly experimental: string;
  readonly definitions: { readonly stable: number; readonly superset: number };
}

/** The pinned runtime's schema, and the oldest that the generator reads, as folders below `scratch`. */
export async function writeSchemas(
  scratch: string,
  generator: string,
  recorded: string,
): Promise<{
  readonly pinned: SchemaFolders;
  readonly oldest: SchemaFolders;
  readonly merged: SchemaBundle;
}> {
  const runtime = await extractSchema(await installedRuntime(generator));
  const pinned = await writeFolders(join(scratch, "pinned"), runtime);
  const unpack = async (name: string): Promise<string> =>
    (await promisify(gunzip)(await readFile(join(recorded, `${name}.json.gz`)))).toString();
  const oldest = await writeFolders(join(scratch, "oldest"), {
    stable: await unpack("stable"),
    experimental: await unpack("experimental"),
  });
  return { pinned, oldest, merged: await readSchema({ kind: "folder", path: pinned.stable }) };
}

async function writeFolders(
  folder: string,
  texts: { readonly stable: string; readonly experimental: string },
): Promise<SchemaFolders> {
  const [stable, experimental] = [join(folder, "stable"), join(folder, "experimental")];
  await mkdir(stable, { recursive: true });
  await mkdir(experimental, { recursive: true });
  await writeFile(join(stable, BUNDLE_FILE), texts.stable);
  await writeFile(join(experimental, BUNDLE_FILE), texts.experimental);
  const alone = await readSchema({ kind: "folder", path: stable });
  const both = await readSchema({ kind: "folder", path: stable, experimental });
  return {
    stable,
    experimental,
    definitions: { stable: alone.definitions.size, superset: both.definitions.size },
  };
}

/** The merged definitions as one JSON Schema, for generators that know nothing of namespaces. */
export function jsonSchemaOf({ definitions }: SchemaBundle): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Protocol",
    type: "object",
    definitions: Object.fromEntries([...definitions].map(([name, { schema }]) => [name, schema])),
  };
}

/** The merged definitions as the components of an OpenAPI 3.1 document without paths. */
export function openApiOf({ definitions }: SchemaBundle): object {
  const schemas = [...definitions].map(([name, { schema }]) => [name, withComponentRefs(schema)]);
  return {
    openapi: "3.1.0",
    info: { title: "Protocol", version: "0" },
    paths: {},
    components: { schemas: Object.fromEntries(schemas) as object },
  };
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? inner.replace(/^#\/definitions\//, "#/components/schemas/")
        : withComponentRefs(inner),
    ]),
  );
}
