import { expect, it, vi } from "vitest";
import { shippedIndex } from "../../../src/history/ages.js";
import { recordRelease } from "../../../src/history/record-release.js";
import { EMPTY_INDEX } from "../../../src/history/grow-index.js";
import { EMPTY_ARCHIVE } from "../../../src/schema/archive/archive.js";
import { readArchive, shippedArchive } from "../../../src/schema/archive/archived-release.js";
import { bundleOf } from "../../support/schema-folder.js";

const disk = vi.hoisted(() => new Map<string, unknown>());
vi.mock("../../../src/schema/archive/packed-file.js", () => ({
  readPacked: async (name: string) => disk.get(name),
  writePacked: async (name: string, data: unknown) => {
    disk.set(name, data);
    return 1;
  },
}));

// The corrections are of the real runtime's schemas, and refuse a run to which they do not apply.
vi.mock("../../../src/schema/corrections.js", () => ({ CORRECTIONS: [] }));

const bundle = {
  title: "CodexAppServerProtocol",
  type: "object",
  ...bundleOf({ Rocket: { type: "string" } }),
};

it("releases are recorded one after another in a process that has read the history already", async () => {
  disk.set("schemas", EMPTY_ARCHIVE).set("ages", EMPTY_INDEX);
  await shippedArchive();
  for (const version of ["0.1.0", "0.2.3", "0.2.4"]) {
    expect(await recordRelease(version, { stable: bundle, experimental: bundle })).toBe(2);
  }
  expect(await recordRelease("0.1.9", { stable: bundle, experimental: bundle })).toBeUndefined();
  const recorded = (await readArchive()).releases.map(({ version }) => version);
  expect([recorded, (await shippedIndex()).releases]).toEqual([
    ["0.1.0", "0.2.4"],
    ["0.1.0", "0.2.4"],
  ]);
});
