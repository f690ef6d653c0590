import { execa } from "execa";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
const readme = readFileSync(path.join(root, "packages/codegen/README.md"), "utf8");
const client = path.join(root, "packages/client/src/generated");

/** The generated files as a project of somebody else has them: what is checked in imports the client by a path. */
const generated = new Map(
  readdirSync(client, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [
      file,
      readFileSync(path.join(client, file), "utf8").replaceAll(
        /"(\.\.\/)+generated-support\.js"/g,
        '"@codex-typed/client/generated-support"',
      ),
    ]),
);
const example = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code).find(usesOutput);

function usesOutput(code: string): boolean {
  return code.includes("./generated/");
}

/** The packages that a text imports from. */
function packagesIn(text: string): readonly string[] {
  return [...text.matchAll(/from "((?:@[^/"]+\/)?[^./"][^/"]*)/g)].map(([, name = ""]) => name);
}

describe("the README of the generator", () => {
  it("names every file that is written", () => {
    const rows = [...readme.matchAll(/^\| `([\w/]+\.ts)` +\|/gm)].map(([, file]) => file);
    expect(rows.sort()).toEqual([...generated.keys()].map((file) => file.split(path.sep).join("/")).sort());
  });

  it("installs every package that its example and the output import, and the generator", () => {
    const installed = [...readme.matchAll(/^npm install (.*)$/gm)].flatMap(([, rest = ""]) =>
      rest
        .replace(/#.*/, "")
        .split(/\s+/)
        .filter((word) => word !== "" && !word.startsWith("--")),
    );
    const needed = [...generated.values(), example ?? ""].flatMap(packagesIn);
    expect(needed).toContain("@codex-typed/client");
    expect(installed).toEqual(expect.arrayContaining([...new Set(needed), "@codex-typed/codegen"]));
  });

  it("shows a program that compiles with the output, as it says to set the compiler up", async () => {
    expect(example).toContain("createRpc(requestFunction(codex))");
    const [, target, lib = ""] = /`"target": "(\w+)"` or later and\n`"lib": (\[.*?\])`/.exec(readme) ?? [];
    const compilerOptions = {
      ...{ target, lib: JSON.parse(lib) as unknown, module: "nodenext", types: ["node"], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      customConditions: ["@codex-typed/source"],
    };
    const files = new Map([
      ["tsconfig.json", JSON.stringify({ compilerOptions })],
      ["package.json", JSON.stringify({ type: "module" })],
      ["main.ts", example ?? ""],
    ]);
    for (const [file, text] of generated) files.set(`generated/${file}`, text);
    expect(await errorsIn(files)).toEqual([]);
  }, 60_000);
});

/** What the compiler says of a project of `files`, from where the packages of this repository are found. */
async function errorsIn(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const cache = path.join(root, "tools/node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "readme-"));
  try {
    for (const [file, text] of files) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    const compiler = path.join(root, "tools/node_modules/typescript-7/bin/tsc");
    const { stdout } = await execa(process.execPath, [compiler, "--pretty", "false", "-p", "."], {
      cwd: folder,
      reject: false,
    });
    // The client's sources, which stand in for its declarations here, are compiled with another library.
    return stdout.split("\n").filter((line) => /^(main|generated)/.test(line));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
