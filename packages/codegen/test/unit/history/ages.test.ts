import { describe, expect, it } from "vitest";
import { emitTypes } from "../../../src/emit/types.js";
import { Ages } from "../../../src/history/ages.js";
import { EMPTY_INDEX, growIndex } from "../../../src/history/grow-index.js";
import { nearestRelease } from "../../../src/history/nearest-release.js";
import { withAges } from "../../../src/history/with-ages.js";
import type { Protocol } from "../../../src/protocol/protocol.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import type { Definitions, Message } from "../../support/schema-folder.js";
import { protocolOf } from "../../support/protocols.js";

const text = { type: "string" } as const;
const experimental = { ...text, "x-experimental": true } as const;
const object = (properties: Definitions): JsonSchema => ({ type: "object", properties });

type Release = readonly [version: string, definitions: Definitions, messages?: readonly Message[]];

async function protocol([version, definitions, requests]: Release): Promise<Protocol> {
  const messages = requests === undefined ? {} : { ClientRequest: requests };
  return { ...(await protocolOf(definitions, messages)), runtimeVersion: version };
}

async function agesOf(...releases: readonly Release[]): Promise<Ages> {
  let index = EMPTY_INDEX;
  for (const release of releases) index = growIndex(index, release[0], await protocol(release));
  return new Ages(index);
}

/** What a release's types say of ages. */
async function typesOf(ages: Ages, release: Release): Promise<string> {
  return [...emitTypes(withAges(await protocol(release), ages).protocol)].join("");
}

const field = (name: string) => ({ owner: "type Rocket", path: `.${name}`, experimental: false });

describe("the age of something", () => {
  it("is the first release that has it; what the oldest has is of no age", async () => {
    const ages = await agesOf(
      ["0.1.0", { Rocket: object({ fuel: text }) }],
      ["0.2.0", { Rocket: object({ fuel: text, oxygen: text }) }],
      [
        "0.3.4",
        { Rocket: object({ fuel: text, oxygen: text, crew: text }), Crew: object({ captain: text }) },
      ],
    );
    expect(ages.ageOf(field("fuel"), "0.3.4")).toBeUndefined();
    expect(ages.ageOf(field("oxygen"), "0.3.4")).toEqual({ stable: { version: "0.2.0", exact: true } });
    // Of 0.3 the last patch alone is known.
    expect(ages.ageOf(field("crew"), "0.3.4")).toEqual({ stable: { version: "0.3.4", exact: false } });
    const types = await typesOf(ages, [
      "0.3.4",
      { Rocket: object({ oxygen: text, crew: text }), Crew: object({ captain: text }) },
    ]);
    expect(types).toContain("/** @since 0.2.0 */\n    oxygen?: string;");
    expect(types).toContain("/** @since 0.3.4 at the latest */\n    crew?: string;");
    expect(types).toContain("/** @since 0.3.4 at the latest */\nexport interface Crew {");
  });

  it("is that without an opt-in, and says since when it was there for those who opted in", async () => {
    const ages = await agesOf(
      ["0.1.0", { Rocket: object({ warp: experimental }) }],
      ["0.2.0", { Rocket: object({ warp: experimental, beam: experimental, shield: experimental }) }],
      ["0.3.0", { Rocket: object({ warp: text, beam: text, shield: experimental }) }],
    );
    expect(ages.ageOf(field("beam"), "0.3.0")).toEqual({
      stable: { version: "0.3.0", exact: true },
      experimental: { version: "0.2.0", exact: true },
    });
    // The oldest may have had it from its predecessors.
    expect(ages.ageOf(field("warp"), "0.3.0")).toMatchObject({
      experimental: { version: "0.1.0", exact: false },
    });
    expect(ages.ageOf({ ...field("shield"), experimental: true }, "0.3.0")).toEqual({
      experimental: { version: "0.2.0", exact: true },
    });
    const types = await typesOf(ages, ["0.3.0", { Rocket: object({ beam: text, shield: experimental }) }]);
    expect(types).toContain("/** @since 0.3.0 (experimental since 0.2.0) */");
    expect(types).toContain("* @experimental\n     * @since 0.2.0");
  });

  it("begins anew where it had gone, and says for an older runtime when it goes", async () => {
    const has: Definitions = { Rocket: object({ fuel: text, ash: text }) };
    const lacks: Definitions = { Rocket: object({ fuel: text }) };
    const ages = await agesOf(["0.1.0", has], ["0.2.0", has], ["0.3.0", lacks], ["0.4.0", has]);
    expect(ages.ageOf(field("ash"), "0.4.0")).toEqual({ stable: { version: "0.4.0", exact: true } });
    expect(ages.ageOf(field("ash"), "0.1.0")).toEqual({ until: "0.2.0" });
    expect(await typesOf(ages, ["0.1.0", has])).toContain("/** @until 0.2.0 */");
  });

  it("is what the schema says where it lies between two releases, or after them", async () => {
    const has: Definitions = { Rocket: object({ fuel: text, sail: text }) };
    const ages = await agesOf(["0.1.0", { Rocket: object({ fuel: text }) }], ["0.2.5", has]);
    expect(ages.ageOf(field("sail"), "0.2.1")).toEqual({ stable: { version: "0.2.1", exact: false } });
    // There may have been releases since the last that is known.
    expect(ages.ageOf(field("anchor"), "0.3.0")).toEqual({ stable: { version: "0.3.0", exact: false } });
    expect(ages.ageOf(field("sail"), "0.3.0")).toEqual({ stable: { version: "0.2.5", exact: false } });
  });

  it("is told of single values and variants that are younger than their type", async () => {
    const union = (...names: readonly string[]) => ({
      oneOf: names.map((name) => ({ $ref: `#/definitions/v2/${name}` })),
    });
    const parts = {
      Stage: object({ fuel: text }),
      Probe: object({ lens: text }),
      Nose: object({ cone: text }),
    };
    const ages = await agesOf(
      ["0.1.0", { Part: union("Stage", "Nose"), Color: { enum: ["red", "blue"] }, ...parts }],
      [
        "0.2.0",
        { Part: union("Stage", "Nose", "Probe"), Color: { enum: ["red", "blue", "gold"] }, ...parts },
      ],
    );
    const types = await typesOf(ages, [
      "0.2.0",
      { Part: union("Stage", "Nose", "Probe"), Color: { enum: ["red", "blue", "gold"] }, ...parts },
    ]);
    expect(types).toContain("/** - `gold`: Since 0.2.0. */");
    expect(types).toContain("/** - `Probe`: Since 0.2.0. */");
  });

  it("is told of requests", async () => {
    const message: Message = { method: "rocket/launch" };
    const ages = await agesOf(["0.1.0", {}], ["0.2.0", {}, [message]]);
    const { protocol: aged, comesLater } = withAges(await protocol(["0.2.0", {}, [message]]), ages);
    expect(aged.clientRequests[0]?.age).toEqual({ stable: { version: "0.2.0", exact: true } });
    const place = { owner: "request rocket/launch", path: "", experimental: false };
    expect(comesLater(place)).toBe(false);
    expect(withAges(await protocol(["0.1.0", {}]), ages).comesLater(place)).toBe(true);
  });
});

it("a later patch takes the place of its minor version, and what only the other had was never there", async () => {
  const ages = await agesOf(
    ["0.1.0", { Rocket: object({ fuel: text }) }],
    ["0.2.0", { Rocket: object({ fuel: text, slip: text, sail: text }) }],
    ["0.2.1", { Rocket: object({ fuel: text, sail: text }) }],
  );
  expect(ages.releases).toEqual(["0.1.0", "0.2.1"]);
  expect(ages.knows(field("slip"))).toBe(false);
  expect(ages.ageOf(field("sail"), "0.2.1")).toEqual({ stable: { version: "0.2.1", exact: false } });
});

describe("a schema that does not say its version", () => {
  const releases = [
    ["0.1.0", { Rocket: object({ fuel: text, ash: text }) }],
    ["0.2.0", { Rocket: object({ fuel: text, oxygen: text }) }],
    ["0.3.0", { Rocket: object({ fuel: text, oxygen: text, crew: text }) }],
  ] as const satisfies readonly Release[];

  it.each([
    ["or is of a build from source", "0.0.0"],
    ["or says one that cannot be read", "0.3.0_custom"],
  ])("%s is taken for the release that it is most like", async (_, version) => {
    const ages = await agesOf(...releases);
    const types = await typesOf(ages, [version, { Rocket: object({ fuel: text, oxygen: text }) }]);
    expect(types).toContain("@since 0.2.0");
    expect(types).not.toContain("@until");
  });

  it("is taken for that of the release that it is most like", async () => {
    const ages = await agesOf(...releases);
    for (const release of releases) {
      const found = { ...(await protocol(release)), runtimeVersion: null };
      expect(nearestRelease(ages, found)).toBe(release[0]);
    }
    const like = { Rocket: object({ fuel: text, oxygen: text, crew: text, parrot: text }) };
    const unsaid = { ...(await protocol(["", like])), runtimeVersion: null };
    expect(nearestRelease(ages, unsaid)).toBe("0.3.0");
    const types = [...emitTypes(withAges(unsaid, ages).protocol)].join("");
    expect(types).toContain("/** @since 0.3.0 */\n    crew?: string;");
    // Which release after that it came with, nobody knows.
    expect(types).not.toMatch(/\*\/\s*parrot/);
  });

  it("has no ages where it is another protocol altogether", async () => {
    const ages = await agesOf(...releases);
    const other = { ...(await protocol(["", { Kitchen: object({ oven: text }) }])), runtimeVersion: null };
    expect(withAges(other, ages).protocol).toEqual(other);
  });
});
