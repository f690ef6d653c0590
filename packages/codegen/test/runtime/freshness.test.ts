import { cp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { checkFolder } from "../../src/output/check.js";
import type { OutputFiles } from "../../src/output/files.js";
import { temporaryFolder } from "../support/schema-folder.js";

const client = path.resolve(import.meta.dirname, "../../../client");
const checkedIn = path.join(client, "src/generated");

let files: OutputFiles;

beforeAll(async () => {
  ({ files } = await generate({
    source: { kind: "installed", cwd: client },
    support: "../generated-support.js",
  }));
}, 60_000);

/** Fails with every stale file and the command that mends it. */
async function expectFresh(folder: string): Promise<void> {
  const stale = await checkFolder(folder, files);
  const list = stale.map(({ path: file, state, patch }) => `${state} ${file}\n${patch}`).join("\n");
  expect(stale, `The generated code is stale. Mend it with: pnpm generate\n\n${list}`).toEqual([]);
}

describe("freshness", () => {
  it("the checked-in client is what the pinned runtime gives, byte for byte", async () => {
    await expectFresh(checkedIn);
  });
});

describe("the freshness test itself fails, and names the command that mends it,", () => {
  it.each<[string, (folder: string) => Promise<void>, string]>([
    [
      "on one changed byte",
      (folder) => writeFile(path.join(folder, "version.ts"), `${files.get("version.ts") ?? ""} `),
      "changed version.ts",
    ],
    ["on a missing file", (folder) => rm(path.join(folder, "rpc.ts")), "missing rpc.ts"],
    [
      "on an extra file",
      (folder) => writeFile(path.join(folder, "left-over.ts"), "export {};\n"),
      "extra left-over.ts",
    ],
  ])("%s", async (_name, spoil, names) => {
    const folder = path.join(await temporaryFolder(), "generated");
    await cp(checkedIn, folder, { recursive: true });
    await expectFresh(folder);
    await spoil(folder);
    const failure = await expectFresh(folder).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ message: expect.stringContaining(names) as string });
    expect(failure).toMatchObject({ message: expect.stringContaining("pnpm generate") as string });
  });
});
