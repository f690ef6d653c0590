// `npm run test:versions`: generates from the schema of every release that the history has, and compiles all of it strictly; and makes
// the index of ages anew, to be the one that is shipped. Takes minutes. With versions as arguments, only these.
import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { generate, writeFolder } from "@codex-typed/codegen";
import { shippedIndex } from "../packages/codegen/src/history/ages.js";
import { EMPTY_INDEX, growIndex } from "../packages/codegen/src/history/grow-index.js";
import { strictConfig } from "../packages/codegen/test/support/strict-config.js";

const root = fileURLToPath(new URL("..", import.meta.url));

const shipped = await shippedIndex();
const wanted = process.argv.slice(2);
const versions = wanted.length === 0 ? shipped.releases : wanted;
const failures: string[] = [];
let index = EMPTY_INDEX;

// Within the workspace, so that the output finds what it imports.
const cache = path.join(root, "node_modules/.cache");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(path.join(cache, "codex-typed-versions-"));
try {
  for (const version of versions) {
    try {
      const { files, protocol, surface } = await generate({ source: { kind: "release", version } });
      await writeFolder(path.join(folder, version), files);
      index = growIndex(index, version, protocol);
      const unread = [...protocol.unknownResults, ...surface.notExposed];
      if (unread.length > 0) failures.push(`${version}: not settled: ${unread.join(", ")}`);
      console.log(
        `${version}: ${protocol.clientRequests.length} requests, ${protocol.definitions.length} types, ${surface.methods.length} high-level methods`,
      );
    } catch (error) {
      failures.push(`${version}: ${String(error)}`);
    }
  }
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(strictConfig()));
  const compiled = await execa(path.join(root, "tools/node_modules/.bin/tsc"), ["-p", folder], {
    reject: false,
    all: true,
  });
  if (compiled.failed) failures.push(compiled.stdout);
  if (wanted.length === 0 && !isDeepStrictEqual(index, shipped)) {
    failures.push("The index of ages is not what the archive gives: packages/codegen/history/ages.json.br.");
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(`✖ ${failure}`);
console.log(
  failures.length === 0
    ? `versions: ${String(versions.length)} generate, and compile strictly`
    : `versions: ${String(failures.length)} failures`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
