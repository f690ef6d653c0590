// The declarations of the packed client as compilers read them, with nothing skipped.
import { execa } from "execa";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Harness, Project } from "../../harness.js";
import { linkPackage } from "../../install.js";
import type { ConsumerRow } from "../../row.js";

const compilers = { "5.9": "5.9.3", "6.0": "6.0.3", "7.0": "7.0.2" } as const;
const nodeTypes = { 20: "20.19.43", 22: "22.20.5", 24: "24.19.4", 26: "26.6.6" } as const;
const resolutions = {
  NodeNext: { module: "NodeNext" },
  Bundler: { module: "ESNext", moduleResolution: "Bundler" },
  node16: { module: "Node16" },
} as const;

type Compiler = keyof typeof compilers;
type NodeTypes = keyof typeof nodeTypes;

/** A project in which a user's file stands as an ES module and as a CommonJS one. */
async function project(harness: Harness, version: NodeTypes | undefined): Promise<Project> {
  const user = await readFile(path.join(import.meta.dirname, "programs/user.ts"), "utf8");
  const files = { "user.mts": user, "user.cts": user };
  const made = await harness.project({ files });
  if (version !== undefined) await linkPackage(made.folder, "@types/node", harness.installed(alias(version)));
  return made;
}

async function check(
  harness: Harness,
  compiler: Compiler,
  { folder, path: pathOf }: Project,
  resolution: keyof typeof resolutions,
  more: object = {},
): Promise<readonly string[]> {
  const compilerOptions = {
    ...resolutions[resolution],
    target: "ES2022",
    lib: ["ES2023", "ESNext.Disposable"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    declaration: true,
    noEmit: true,
    ...more,
  };
  const config = pathOf(`tsconfig.${resolution}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, files: ["user.mts", "user.cts"] }));
  const tsc = path.join(harness.installed(`typescript-${compiler}`), "bin/tsc");
  const { stdout } = await execa(process.execPath, [tsc, "-p", config], { cwd: folder, reject: false });
  return stdout.split(/\r?\n/).filter((line) => line.includes("error TS"));
}

async function checkAll(harness: Harness, compiler: Compiler, version: NodeTypes): Promise<void> {
  const user = await project(harness, version);
  for (const resolution of ["NodeNext", "Bundler", "node16"] as const) {
    const errors = await check(harness, compiler, user, resolution);
    if (errors.length > 0) throw new Error(`${resolution}:\n${errors.join("\n")}`);
  }
}

/** Without the types of Node: browsers' library has the few names that the declarations need. */
async function checkWithoutNodeTypes(harness: Harness): Promise<void> {
  const lib = ["ES2023", "ESNext.Disposable", "DOM"];
  const user = await project(harness, undefined);
  const errors = await check(harness, "7.0", user, "NodeNext", { types: [], lib });
  if (errors.length > 0) throw new Error(errors.join("\n"));
}

const alias = (version: NodeTypes): string => `types-node-${String(version)}`;

export const rows: readonly ConsumerRow[] = [
  ...(["5.9", "6.0", "7.0"] as const).flatMap((compiler) =>
    ([20, 22, 24, 26] as const).map((version): ConsumerRow => ({
      name: `TypeScript ${compiler}, @types/node ${String(version)}`,
      packages: {
        [`typescript-${compiler}`]: `npm:typescript@${compilers[compiler]}`,
        [alias(version)]: `npm:@types/node@${nodeTypes[version]}`,
      },
      ...(compiler === "7.0" && version === 20 ? { sample: true } : {}),
      run: (harness) => checkAll(harness, compiler, version),
    })),
  ),
  {
    name: "TypeScript 7.0, without @types/node",
    packages: { "typescript-7.0": `npm:typescript@${compilers["7.0"]}` },
    run: checkWithoutNodeTypes,
  },
];
