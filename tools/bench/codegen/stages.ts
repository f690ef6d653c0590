// Runs `generate` stage by stage in one cold process and one thread (the command emits in a second one, while the first reads and
// formats), under the command's own V8 flags, and prints what each stage cost, as JSON. The bench runs it in the folder of
// the generator, where bare names mean what they mean to the generator: `node --input-type=module --eval … OUT`.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as ReadSchema from "../../../packages/codegen/src/schema/read.js";
import type * as ShortRun from "../../../packages/codegen/src/cli/short-run.js";
import type * as Emit from "../../../packages/codegen/src/emit/emit.js";
import type * as Format from "../../../packages/codegen/src/output/format.js";
import type * as Generate from "../../../packages/codegen/src/generate.js";
import type * as ReadProtocol from "../../../packages/codegen/src/protocol/read-protocol.js";
import type * as Runtime from "../../../packages/codegen/src/schema/runtime.js";
import type * as Surface from "../../../packages/codegen/src/surface/resolve-surface.js";
import type * as Table from "../../../packages/codegen/src/surface/table.js";
import type * as Ages from "../../../packages/codegen/src/history/ages.js";
import type * as WithAges from "../../../packages/codegen/src/history/with-ages.js";
import type * as Write from "../../../packages/codegen/src/output/write.js";

const costs: { stage: string; wallMs: number; cpuMs: number }[] = [];
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
costs.push({ stage: "node itself", wallMs: performance.now(), cpuMs: cpu() });

async function stage<Result>(name: string, run: () => Result | Promise<Result>): Promise<Result> {
  const [wall, spent] = [performance.now(), cpu()];
  const result = await run();
  costs.push({ stage: name, wallMs: performance.now() - wall, cpuMs: cpu() - spent });
  return result;
}
const own = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(join(process.cwd(), "dist", file)).href)) as Module;

const { tuneForShortRun } = await own<typeof ShortRun>("cli/short-run.js");
tuneForShortRun();
const quicktype = await stage("import quicktype-core", () => own<object>("protocol/read/graph/quicktype.js"));
await stage("import ts-morph", () => own<object>("emit/ts-morph.js"));
await stage("import prettier", () => own<object>("output/format.js"));
await stage("import the rest", async () => {
  await own<typeof Generate>("cli.js");
});
const { readSchema } = await own<typeof ReadSchema>("schema/read.js");
const { BUNDLE_FILE, extractSchema, installedRuntime } = await own<typeof Runtime>("schema/runtime.js");
const { readProtocol } = await own<typeof ReadProtocol>("protocol/read-protocol.js");
const { Ages: AgesOf, shippedIndex } = await own<typeof Ages>("history/ages.js");
const { withAges } = await own<typeof WithAges>("history/with-ages.js");
const { SURFACE_TABLE } = await own<typeof Table>("surface/table.js");
const { resolveSurface } = await own<typeof Surface>("surface/resolve-surface.js");
const { DEFAULT_SUPPORT } = await own<typeof Generate>("generate.js");
const { emit } = await own<typeof Emit>("emit/emit.js");
const { formatFiles } = await own<typeof Format>("output/format.js");
const { writeFolder } = await own<typeof Write>("output/write.js");

const out = process.argv[1] ?? "";
const folder = await mkdtemp(join(tmpdir(), "codex-typed-stages-"));
try {
  const texts = await stage("extract (two runs of the runtime)", async () =>
    extractSchema(await installedRuntime(process.cwd())),
  );
  for (const name of ["stable", "experimental"] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, BUNDLE_FILE), texts[name]);
  }
  const bundle = await stage("read: parse, merge, correct", () =>
    readSchema({
      kind: "folder",
      path: join(folder, "stable"),
      experimental: join(folder, "experimental"),
    }),
  );
  const graph = timeTypeGraph(quicktype);
  const read = await stage("resolve: graph to protocol", () => readProtocol(bundle));
  const resolve = costs.pop();
  if (resolve !== undefined) {
    costs.push({ stage: "graph (quicktype-core)", ...graph });
    costs.push({ ...resolve, wallMs: resolve.wallMs - graph.wallMs, cpuMs: resolve.cpuMs - graph.cpuMs });
  }
  const { protocol, comesLater } = await stage("ages", async () =>
    withAges(read, new AgesOf(await shippedIndex())),
  );
  const surface = await stage("surface", () => resolveSurface(protocol, SURFACE_TABLE, comesLater));
  const emitted = await stage("emit (ts-morph)", () => [
    ...emit({ protocol, surface, support: DEFAULT_SUPPORT }),
  ]);
  const files = await stage("format (prettier)", () => formatFiles(emitted, protocol.runtimeVersion));
  await stage("write", () => writeFolder(out, files));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(costs));

/** Has quicktype-core tell how long it reads: the graph is made in the middle of `readProtocol`. */
function timeTypeGraph(module: object): { wallMs: number; cpuMs: number } {
  const total = { wallMs: 0, cpuMs: 0 };
  const { JSONSchemaInput } = module as Record<string, { prototype: Record<string, unknown> }>;
  const prototype = JSONSchemaInput?.prototype;
  for (const name of ["addSource", "addTypes"]) {
    const original = prototype?.[name];
    if (prototype === undefined || typeof original !== "function")
      throw new Error(`quicktype-core lost ${name}`);
    prototype[name] = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const [wall, spent] = [performance.now(), cpu()];
      try {
        return await (Reflect.apply(original, this, args) as unknown);
      } finally {
        total.wallMs += performance.now() - wall;
        total.cpuMs += cpu() - spent;
      }
    };
  }
  return total;
}
