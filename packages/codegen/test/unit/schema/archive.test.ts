import { describe, expect, it } from "vitest";
import { appendRelease, EMPTY_ARCHIVE, releaseIn } from "../../../src/schema/archive/archive.js";

const bundle = (root: object, v2: object) => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "CodexAppServerProtocol",
  type: "object",
  definitions: { ...root, v2 },
});
const rocket = { type: "object", properties: { fuel: { type: "string" } } };
const faster = { type: "object", properties: { fuel: { type: "number" } } };

describe("the archive of schemas", () => {
  it("gives back each release as it was, and keeps each distinct definition once", () => {
    const first = {
      stable: bundle({ Id: {} }, { Rocket: rocket }),
      experimental: bundle({ Id: {} }, { Rocket: rocket, Warp: {} }),
    };
    const second = {
      stable: bundle({}, { Rocket: faster, Crew: {} }),
      experimental: bundle({}, { Rocket: faster, Crew: {} }),
    };
    const third = { ...first };
    let archive = EMPTY_ARCHIVE;
    for (const [version, schemas] of [
      ["0.1.0", first],
      ["0.2.0", second],
      ["0.3.0", third],
    ] as const)
      archive = appendRelease(archive, version, schemas);
    expect([releaseIn(archive, "0.1.0"), releaseIn(archive, "0.2.0"), releaseIn(archive, "0.3.0")]).toEqual([
      first,
      second,
      third,
    ]);
    // `{}`, and the two forms of Rocket.
    expect(archive.definitions).toHaveLength(3);
    expect(releaseIn(archive, "0.4.0")).toBeUndefined();
  });

  it("keeps of each minor version the last patch, without what only the other one had", () => {
    const release = (rocketForm: object) => {
      const one = bundle({}, { Rocket: rocketForm });
      return { stable: one, experimental: one };
    };
    const archive = [
      ["0.1.0", rocket],
      ["0.1.1", faster],
    ].reduce(
      (before, [version, form]) => appendRelease(before, version as string, release(form as object)),
      EMPTY_ARCHIVE,
    );
    expect(archive.releases.map(({ version }) => version)).toEqual(["0.1.1"]);
    expect(archive.definitions).toEqual([faster]);
  });

  it("refuses a bundle that has more than it can give back", () => {
    const strange = { ...bundle({}, {}), $comment: "new" };
    expect(() => appendRelease(EMPTY_ARCHIVE, "0.1.0", { stable: strange, experimental: strange })).toThrow(
      RangeError,
    );
  });
});
