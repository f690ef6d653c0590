import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { createVitest } from "vitest/node";

const root = path.resolve(import.meta.dirname, "../../..");

/** Every file below a package's `test` that is named like a test. */
async function testFiles(): Promise<readonly string[]> {
  const packages = (await readdir(path.join(root, "packages"))).map((name) => `packages/${name}`);
  const found = await Promise.all(
    [...packages, "tools"].map(async (folder) => {
      const names = await readdir(path.join(root, folder, "test"), { recursive: true });
      return names.filter((name) => /\.test(-d)?\.ts$/.test(name)).map((name) => `${folder}/test/${name}`);
    }),
  );
  return found.flat().sort();
}

/** What vitest would run, by project, as the configuration of the workspace says. */
async function projects(): Promise<ReadonlyMap<string, readonly string[]>> {
  const vitest = await createVitest("test", { root, watch: false, run: true });
  try {
    const found = new Map<string, string[]>(vitest.projects.map(({ name }) => [name, []]));
    for (const { project, moduleId } of await vitest.globTestSpecifications())
      found.get(project.name)?.push(path.relative(root, moduleId).replaceAll(path.sep, "/"));
    return found;
  } finally {
    await vitest.close();
  }
}

it("every test belongs to one project, the one that its folder names", async () => {
  const {
    realms = [],
    matrices = [],
    chaos = [],
    site = [],
    ...others
  } = Object.fromEntries(await projects());
  const found = new Map(Object.entries(others));
  expect([...found.keys()]).toEqual([
    "unit",
    "types",
    "runtime",
    "faults",
    "properties",
    "fleet",
    "workspace",
  ]);
  // Run once more, elsewhere.
  expect(found.get("faults")).toEqual(expect.arrayContaining([...realms]));
  expect(realms).not.toEqual([]);
  expect(site.every((file) => file.startsWith("tools/site/test/"))).toBe(true);
  // Some are there alone; of the others `npm test` has a sample.
  const own = matrices.filter((file) => file.includes("/test/matrices/"));
  expect(own).not.toEqual([]);
  expect(chaos.filter((file) => !file.includes("/test/chaos/"))).toEqual([]);
  expect([...found.values(), own, chaos].flat().sort()).toEqual(await testFiles());
  for (const [name, files] of found)
    expect(files.filter((file) => !file.includes(`/test/${name}/`))).toEqual([]);
});

it("npm test runs every project but those that have a script of their own", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const chosen = [...(scripts["test:rest"] ?? "").matchAll(/--project (\S+)/g)].map(([, name]) => name);
  // Named one by one: vitest leaves nothing out where two are excluded.
  expect([...chosen, "types", "matrices", "chaos", "site"].sort()).toEqual(
    [...(await projects()).keys()].sort(),
  );
});
