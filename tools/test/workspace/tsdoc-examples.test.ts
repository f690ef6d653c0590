import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { examplesIn, exportsOf, moduleOf, type Example } from "../support/samples.js";

const root = path.resolve(import.meta.dirname, "../../..");
/** As a process, TypeScript 7 says in a second what 6 says in seven. */
const tsc = path.join(root, "tools/node_modules/typescript-7/bin/tsc");

function filesIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
    path.posix.join(folder, file),
  );
}

/** A folder where the dependencies of `workspace` are found. */
async function folderIn(workspace: string): Promise<string> {
  const cache = path.join(root, workspace, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "examples-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The errors of the compiler in each example, each with the place of the example. */
async function compile(
  packageName: string,
  entries: readonly string[],
  examples: readonly Example[],
): Promise<readonly string[]> {
  const ofPackage = await folderIn(`packages/${packageName}`);
  // What a page tells to install, the examples have installed.
  const ofPages = await folderIn("examples");
  // And copied these, as the page of the fleet says.
  for (const name of ["fleet", "approval-console"])
    await symlink(path.join(root, "examples", name), path.join(ofPages, name));
  const exported = exportsOf([...entries, ...new Set(examples.map(({ file }) => file))]);
  const files = new Map<string, Example>();
  const paths: string[] = [];
  for (const [index, example] of examples.entries()) {
    const name = `example-${String(index)}.ts`;
    const file = path.join(example.file.startsWith("docs/") ? ofPages : ofPackage, name);
    await writeFile(file, moduleOf(example, exported, entries));
    files.set(name, example);
    paths.push(file);
  }
  const config = path.join(ofPackage, "tsconfig.json");
  await writeFile(
    config,
    JSON.stringify({
      extends: path.join(root, "tsconfig.base.json"),
      compilerOptions: {
        noEmit: true,
        declaration: false,
        declarationMap: false,
        verbatimModuleSyntax: false,
        skipLibCheck: true,
      },
      files: paths,
    }),
  );
  const { all, failed } = await execa(process.execPath, [tsc, "--pretty", "false", "-p", config], {
    cwd: root,
    all: true,
    reject: false,
  });
  if (!failed) return [];
  return all.split("\n").map((line) =>
    line.replace(/^\S*\b(example-\d+\.ts)\(\d+,\d+\)/, (place, name: string) => {
      const example = files.get(name);
      return example === undefined ? place : `${example.file}:${String(example.line)}`;
    }),
  );
}

describe("the examples in the docs compile", () => {
  it.each([
    [
      "client",
      [
        "packages/client/src/index.ts",
        "packages/client/src/testing/index.ts",
        "packages/client/src/types.ts",
      ],
    ],
    ["codegen", ["packages/codegen/src/index.ts"]],
  ])(
    "of %s",
    async (packageName, entries) => {
      const pages = packageName === "client" ? [...filesIn("docs"), "README.md"] : [];
      const files = [
        ...filesIn(`packages/${packageName}/src`),
        `packages/${packageName}/README.md`,
        ...pages,
      ].filter((file) => /\.(ts|md)$/.test(file) && existsSync(path.join(root, file)));
      const examples = files
        .sort()
        .flatMap(examplesIn)
        // With what was generated beside it, codegen-readme.test.ts compiles it.
        .filter(({ code }) => !code.includes('from "./generated/'));
      expect(examples.length).toBeGreaterThan(0);
      expect(await compile(packageName, entries, examples)).toEqual([]);
    },
    60_000,
  );
});
