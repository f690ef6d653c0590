import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const workspace = path.resolve(import.meta.dirname, "../../../..");

/** TypeScript 7, in a tenth of the time of 6. */
const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve("typescript-7/package.json")),
  "bin/tsc",
);

const OPTIONS = [
  "--ignoreConfig",
  "--noEmit",
  "--strict",
  "--exactOptionalPropertyTypes",
  "--noUncheckedIndexedAccess",
  "--verbatimModuleSyntax",
  "--skipLibCheck",
  ...["--target", "es2022"],
  ...["--lib", "es2023,es2024.string,esnext.disposable"],
  ...["--module", "esnext", "--moduleResolution", "bundler"],
  ...["--types", "node", "--typeRoots", path.join(workspace, "node_modules/@types")],
];

/** What the compiler says of files, strict and with every declaration checked: a line for each error. */
export async function typeErrors(files: readonly string[]): Promise<readonly string[]> {
  try {
    await promisify(execFile)(process.execPath, [compiler, ...OPTIONS, ...files]);
    return [];
  } catch (error) {
    const said = (error as { stdout?: string }).stdout?.trim();
    // Whatever it has failed of, it is no success.
    return said ? said.split("\n") : [String(error)];
  }
}
