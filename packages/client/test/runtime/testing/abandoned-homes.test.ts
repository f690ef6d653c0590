import { access, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { thisOwner, type Owner } from "../../../src/testing/home-owner.js";
import { createTestHome } from "../../../src/testing/index.js";

/** No process has such a number. */
const noPid = 2 ** 30;

let parent: string;
beforeAll(async () => {
  await mkdir(join(homedir(), ".cache"), { recursive: true });
  parent = await mkdtemp(join(homedir(), ".cache", "parent-"));
});
afterAll(() => rm(parent, { recursive: true }));

async function left(name: string, owner: unknown): Promise<string> {
  const folder = join(parent, name);
  await mkdir(join(folder, "workspace"), { recursive: true });
  await writeFile(join(folder, "workspace", "a.txt"), "");
  if (owner !== undefined) await writeFile(join(folder, "owner.json"), JSON.stringify(owner));
  return folder;
}

const isThere = (folder: string) =>
  access(folder).then(
    () => true,
    () => false,
  );

it("a home whose process is gone is removed by the next start, and no other folder is", async () => {
  const me = thisOwner();
  const dead: Owner = { ...me, pid: noPid };
  const elsewhere = await left("elsewhere", dead);
  const link = join(parent, "codex-typed-link");
  await symlink(elsewhere, link);
  const gone = [await left("codex-typed-dead", dead)];
  // Its number is another process's by now.
  if (process.platform === "linux") gone.push(await left("codex-typed-reused", { ...me, startedAt: "1" }));
  const kept = [
    elsewhere,
    link,
    await left("codex-typed-mine", me),
    await left("codex-typed-container", { ...dead, realm: `${hostname()} of another start` }),
    await left("codex-typed-unowned", undefined),
    await left("codex-typed-odd", { pid: "1" }),
    await left("codex-typed-nobody", null),
  ];

  // As test workers do: many at once, none in the way of another.
  const homes = await Promise.all(Array.from({ length: 4 }, () => createTestHome({ parent })));
  expect(await Promise.all(gone.map(isThere))).toEqual(gone.map(() => false));
  expect(await Promise.all(kept.map(isThere))).toEqual(kept.map(() => true));
  expect(await Promise.all(homes.map(({ workspace }) => isThere(workspace)))).toEqual(homes.map(() => true));
  await Promise.all(homes.map((home) => home[Symbol.asyncDispose]()));
  expect(await isThere(join(elsewhere, "workspace", "a.txt"))).toBe(true);
});
