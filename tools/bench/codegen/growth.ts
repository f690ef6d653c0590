// Generates from definitions, all but the high-level surface, in one cold process and one thread, under the command's own V8 flags, and
// prints the CPU of that alone, as JSON: without Node and without imports. The bench runs it in the folder of the generator:
// `node --input-type=module --eval … DEFINITIONS.json`.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Emit from "../../../packages/codegen/src/emit/emit.js";
import type * as Ages from "../../../packages/codegen/src/history/ages.js";
import type * as WithAges from "../../../packages/codegen/src/history/with-ages.js";
import type * as Format from "../../../packages/codegen/src/output/format.js";
import type * as ReadProtocol from "../../../packages/codegen/src/protocol/read-protocol.js";
import type * as Merge from "../../../packages/codegen/src/schema/merge-namespaces.js";
import type * as ShortRun from "../../../packages/codegen/src/cli/short-run.js";

const own = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(join(process.cwd(), "dist", file)).href)) as Module;

const { tuneForShortRun } = await own<typeof ShortRun>("cli/short-run.js");
tuneForShortRun();
const { mergeNamespaces } = await own<typeof Merge>("schema/merge-namespaces.js");
const { readProtocol } = await own<typeof ReadProtocol>("protocol/read-protocol.js");
const { Ages: AgesOf, shippedIndex } = await own<typeof Ages>("history/ages.js");
const { withAges } = await own<typeof WithAges>("history/with-ages.js");
const { emit } = await own<typeof Emit>("emit/emit.js");
const { formatFiles } = await own<typeof Format>("output/format.js");
const ages = new AgesOf(await shippedIndex());
const text = await readFile(process.argv[1] ?? "", "utf8");

const before = process.cpuUsage();
const bundle = mergeNamespaces(JSON.parse(text), "definitions.json", "0.171.0");
const { protocol } = withAges(await readProtocol(bundle), ages);
const surface = { methods: [], notExposed: [] };
await formatFiles(emit({ protocol, surface, support: "support" }), protocol.runtimeVersion);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ definitions: bundle.definitions.size, cpuMs: (user + system) / 1000 }));
