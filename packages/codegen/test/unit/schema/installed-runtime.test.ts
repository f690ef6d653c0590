import { mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { installedRuntime } from "../../../src/schema/runtime.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const EXE = process.platform === "win32" ? "codex.exe" : "codex";
const LAUNCHER = "codex/bin/codex.js";
const PLATFORM = `codex-${process.platform}-${process.arch}`;

/** What is found, within `node_modules/@openai`, in a project that has these files there. */
async function foundAmong(
  files: Readonly<Record<string, number>>,
  manifest = JSON.stringify({ bin: { codex: "bin/codex.js" } }),
): Promise<string> {
  const project = await realpath(await temporaryFolder());
  const packages = path.join(project, "node_modules/@openai");
  const manifests = { [`codex/package.json`]: 0o644, [`${PLATFORM}/package.json`]: 0o644 };
  for (const [name, mode] of Object.entries({ ...manifests, ...files })) {
    const file = path.join(packages, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, manifest, { mode });
  }
  return path.relative(packages, await installedRuntime(project)).replaceAll("\\", "/");
}

describe("the installed runtime is", () => {
  it("the binary in the package of this platform", async () => {
    const binary = `${PLATFORM}/vendor/some-target/bin/${EXE}`;
    expect(await foundAmong({ [binary]: 0o755, [LAUNCHER]: 0o755 })).toBe(binary);
  });

  it.each<[string, Readonly<Record<string, number>>]>([
    ["is no binary", {}],
    [
      "is one for each of several platforms",
      { [`${PLATFORM}/vendor/a/bin/${EXE}`]: 0o755, [`${PLATFORM}/vendor/b/bin/${EXE}`]: 0o755 },
    ],
    ["is one elsewhere", { [`${PLATFORM}/vendor/a/codex/${EXE}`]: 0o755 }],
    // Windows knows no such permission.
    ...(process.platform === "win32"
      ? []
      : [
          ["is one that may not be run", { [`${PLATFORM}/vendor/a/bin/${EXE}`]: 0o644 }] as [
            string,
            Record<string, number>,
          ],
        ]),
  ])("the launcher where there %s", async (_name, files) => {
    expect(await foundAmong({ ...files, [LAUNCHER]: 0o755 })).toBe(LAUNCHER);
  });

  it("the one program of a package that names it without an object", async () => {
    expect(await foundAmong({}, JSON.stringify({ bin: "bin/codex.js" }))).toBe(LAUNCHER);
  });

  it.each(["{}", '{ "bin": { "other": "x.js" } }'])("none where its package.json is %s", async (manifest) => {
    await expect(foundAmong({}, manifest)).rejects.toMatchObject({
      name: "CodegenError",
      file: expect.stringMatching(/codex.package\.json$/) as string,
    });
  });
});
