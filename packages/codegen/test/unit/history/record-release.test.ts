import { expect, it } from "vitest";
import { EMPTY_INDEX } from "../../../src/history/grow-index.js";
import { recordRelease, type HistoryFiles } from "../../../src/history/record-release.js";
import { EMPTY_ARCHIVE } from "../../../src/schema/archive/archive.js";
import { bundleOf } from "../../support/schema-folder.js";

it("releases are recorded one after another in one process, and none that is older than the newest", async () => {
  const disk = new Map<string, unknown>([
    ["schemas", EMPTY_ARCHIVE],
    ["ages", EMPTY_INDEX],
  ]);
  const files: HistoryFiles = {
    read: async (name) => disk.get(name),
    write: async (name, data) => disk.set(name, data).size,
  };
  const bundle = { title: "CodexAppServerProtocol", type: "object", ...bundleOf({}) };
  const record = (version: string) => recordRelease(version, { stable: bundle, experimental: bundle }, files);

  for (const version of ["0.1.0", "0.2.3", "0.2.4"]) expect(await record(version)).toBeGreaterThan(0);
  expect(await record("0.1.9")).toBeUndefined();
  expect(disk.get("schemas")).toMatchObject({ releases: [{ version: "0.1.0" }, { version: "0.2.4" }] });
  expect(disk.get("ages")).toMatchObject({ releases: ["0.1.0", "0.2.4"] });
});
