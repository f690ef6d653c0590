// A project of somebody else: the packed packages installed from their tarballs, code generated for an older runtime, and a
// call on that runtime through it. Needs a build and the registry.
import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pnpm } from "../../bootstrap.mjs";

const root = path.resolve(import.meta.dirname, "../../..");
/** One of two, unless all are wanted: see `matrices` in vitest.config.ts. */
const OLDER = process.env["WHOLE"] === "1" ? ["0.131.0", "0.154.0"] : ["0.154.0"];

const PROGRAM = `
import { Codex, isUnsupportedByRuntimeError } from "@codex-typed/client";
import { message, startTestRuntime } from "@codex-typed/client/testing";
import { requestFunction } from "@codex-typed/client/generated-support";
import { createRpc } from "./generated/experimental/rpc.js";
import { RUNTIME_VERSION } from "./generated/version.js";

const [, , path = "", parent = ""] = process.argv;
await using test = await startTestRuntime({ path, parent });
await using codex = await Codex.connect({ runtime: test.runtime });
const rpc = createRpc(requestFunction(codex));
const { data } = await rpc.model.list({ limit: 1 });
// The client's own types are of a newer runtime; what both know works.
test.model.enqueue(message("Hello"));
const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
const { status, finalResponse } = await thread.run("Hi");
const { approvalPolicy, sandbox } = thread.settings;
// This runtime would take no notice of the option, and list every thread.
const all = (await rpc.thread.list({ ...{ includedThreadIds: [] }, limit: 9 })).data.length;
const refused = await codex.listThreads({ includedThreadIds: [] }).catch((error: unknown) => error);
console.log(JSON.stringify({
  all,
  refused: isUnsupportedByRuntimeError(refused) && [refused.option, refused.needed, refused.runtimeVersion],
  supports: (["thread/delete", "thread/items/list", "thread/queue/add"] as const).map((method) => codex.server.supports(method)),
  generated: RUNTIME_VERSION,
  server: codex.server.version,
  newer: codex.server.generatedFor !== codex.server.version,
  models: data.length,
  turn: [status, finalResponse, approvalPolicy, sandbox.type],
}));
`;

let folder: string;
let tarballs: readonly string[];
/** Why the registry did not give what the test needs, if so. */
let unavailable: string | undefined;

async function npmInstall(cwd: string, ...packages: readonly string[]): Promise<void> {
  const result = await execa("npm", ["install", ...packages, "--no-audit", "--no-fund"], {
    cwd,
    reject: false,
    all: true,
  });
  if (!result.failed) return;
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|E404/.test(result.all))
    unavailable = result.all.split("\n")[0];
  else throw new Error(result.all);
}

beforeAll(async () => {
  for (const entry of ["client/dist/esm/index.js", "codegen/dist/main.js"]) {
    if (!existsSync(path.join(root, "packages", entry))) throw new Error("Build first: npm run build");
  }
  // Not in /tmp: older runtimes refuse to put their helpers below a temporary folder.
  const cache = path.join(homedir(), ".cache");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, "codex-typed-scratch-"));
  const [command, ...before] = pnpm();
  await execa(command, [...before, "--filter", "./packages/*", "pack", "--pack-destination", folder], {
    cwd: root,
  });
  tarballs = (await readdir(folder))
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => path.join(folder, name));
  await writeFile(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "scratch", private: true, type: "module" }),
  );
  // Newer than ours, so that what is published is held to both.
  // Side by side: they wait for the registry more than they work.
  await Promise.all([
    npmInstall(folder, ...tarballs, "typescript@6.0.3", "@types/node@26.6.6"),
    ...OLDER.map(async (version) => {
      await mkdir(runtimeFolder(version), { recursive: true });
      await writeFile(path.join(runtimeFolder(version), "package.json"), "{}");
      await npmInstall(runtimeFolder(version), `@openai/codex@${version}`);
    }),
  ]);
  await writeFile(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        target: "es2022",
        lib: ["es2023", "esnext.disposable"],
        module: "nodenext",
        types: ["node"],
        outDir: "dist",
        rootDir: "src",
      },
      include: ["src"],
    }),
  );
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }), 60_000);

describe("in a project of somebody else, with the packed packages", () => {
  it.for(OLDER)(
    "code generated for codex %s compiles and calls that runtime, on which the client runs a turn under deny_all",
    { timeout: 120_000 },
    async (version, { skip }) => {
      if (unavailable !== undefined) skip(`the registry gives no older runtime here: ${unavailable}`);
      const launcher = path.join(runtimeFolder(version), "node_modules/@openai/codex/bin/codex.js");
      const home = path.join(folder, `home-${version}`);
      await mkdir(home);
      const src = path.join(folder, "src");
      await rm(src, { recursive: true, force: true });
      await mkdir(src);
      await writeFile(path.join(src, "main.ts"), PROGRAM);

      const bin = (name: string): string => path.join(folder, "node_modules/.bin", name);
      await execa(bin("codex-codegen"), ["generate", "--runtime", launcher, "--out", "src/generated"], {
        cwd: folder,
      });
      const compiled = await execa(bin("tsc"), ["-p", "."], { cwd: folder, reject: false });
      expect(compiled.stdout).toBe("");

      const program = await execa(process.execPath, ["dist/main.js", await nativeBinary(version), home], {
        cwd: folder,
      });
      expect(JSON.parse(program.stdout)).toEqual({
        all: 1,
        refused: ["includedThreadIds", "0.171.0", version],
        supports: version === "0.131.0" ? [false, false, false] : [true, true, false],
        generated: version,
        server: version,
        newer: true,
        models: 1,
        turn: ["completed", "Hello", "never", "readOnly"],
      });
    },
  );
});

/** Each runtime has a folder of its own: npm would hoist the platform packages of one over those of the others. */
function runtimeFolder(version: string): string {
  return path.join(folder, "runtimes", version);
}

/** The binary itself: the client starts what it is given, and a launcher in JavaScript is no program. */
async function nativeBinary(version: string): Promise<string> {
  const names = await readdir(runtimeFolder(version), { recursive: true });
  const found = names.find((name) => /vendor[/\\][^/\\]+[/\\](bin|codex)[/\\]codex(\.exe)?$/.test(name));
  if (found === undefined) throw new Error(`no binary of codex ${version} below ${runtimeFolder(version)}`);
  return path.join(runtimeFolder(version), found);
}
