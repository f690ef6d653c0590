import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Ages, standingAt, shippedIndex } from "../../../src/history/ages.js";
import { growIndex } from "../../../src/history/grow-index.js";
import { releaseIn } from "../../../src/schema/archive/archive.js";
import { archivedRelease, shippedArchive } from "../../../src/schema/archive/archived-release.js";
import { extractSchema, installedRuntime } from "../../../src/schema/runtime.js";
import { pinnedProtocol } from "../../support/protocols.js";

const packageRoot = path.resolve(import.meta.dirname, "../../..");
const fixtures = path.resolve(packageRoot, "../../fixtures/schemas");

interface RawDefinition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: unknown;
  readonly oneOf?: readonly {
    readonly properties: { readonly method?: { readonly enum?: readonly [string] } };
  }[];
}

const UNIONS = {
  ClientRequest: "request",
  ServerRequest: "server request",
  ServerNotification: "notification",
} as const;

/** The methods of a bundle, and the fields of its plain objects. */
function placesIn(bundle: unknown): ReadonlySet<string> {
  const { v2, ...root } = (
    bundle as { definitions: Record<string, RawDefinition> & { v2: Record<string, RawDefinition> } }
  ).definitions;
  const methods = Object.entries(UNIONS).flatMap(([union, owner]) =>
    (root[union]?.oneOf ?? []).map(({ properties }) => `${owner} ${properties.method?.enum?.[0] ?? ""}`),
  );
  const fields = Object.entries<RawDefinition>({ ...root, ...v2 })
    .filter(([, { anyOf, oneOf }]) => anyOf === undefined && oneOf === undefined)
    .flatMap(([name, { properties = {} }]) =>
      Object.keys(properties).map((field) => `type ${name}.${field}`),
    );
  return new Set([...methods, ...fields]);
}

describe("the history that comes with the generator", () => {
  it("has the last patch of each minor version, the oldest first, and weighs at most 150 kB with its index", async () => {
    const versions = (await shippedArchive()).releases.map(({ version }) => version);
    expect((await shippedIndex()).releases).toEqual(versions);
    const minors = versions.map((version) => Number(version.split(".")[1]));
    expect(minors).toEqual([...new Set(minors)].sort((a, b) => a - b));
    expect(versions[0]).toBe("0.131.0");
    // What npm has not. A release that it has and this lacks makes `@since` false, and the guard refuse what is there.
    const lacking = Array.from({ length: (minors.at(-1) ?? 0) - 131 }, (_, index) => 131 + index);
    expect(lacking.filter((minor) => !minors.includes(minor))).toEqual([170]);
    const files = ["schemas.json.br", "ages.json.br"].map((name) =>
      stat(path.join(packageRoot, "history", name)),
    );
    expect((await Promise.all(files)).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(150_000);
  });

  it.each(["0.131.0", "0.154.0"])(
    "gives back what codex %s printed, as it is recorded in fixtures",
    async (version) => {
      const recorded = async (name: string): Promise<unknown> => {
        const packed = await readFile(path.join(fixtures, version, `${name}.json.gz`));
        return JSON.parse(String(await promisify(gunzip)(packed)));
      };
      expect(await archivedRelease(version)).toEqual({
        stable: await recorded("stable"),
        experimental: await recorded("experimental"),
      });
    },
  );

  it("ends with the pinned runtime: what that prints, and what is in it", async () => {
    const printed = await extractSchema(await installedRuntime(import.meta.dirname));
    expect(await archivedRelease(printed.runtimeVersion)).toEqual({
      stable: JSON.parse(printed.stable),
      experimental: JSON.parse(printed.experimental),
    });
    // To record it again changes nothing.
    const index = await shippedIndex();
    expect(growIndex(index, printed.runtimeVersion, await pinnedProtocol())).toEqual(index);
  });

  it("says of each method and field of each release what its two schemas say, without the generator's reading of them", async () => {
    const [archive, index] = await Promise.all([shippedArchive(), shippedIndex()]);
    const careers = [...new Ages(index).careers()];
    const wrong: string[] = [];
    let checked = 0;
    for (const [number, version] of index.releases.entries()) {
      const found = new Map(
        careers.flatMap(([{ owner, path: at }, career]) => {
          const standing = standingAt(career, number);
          return standing === "absent" ? [] : [[owner + at, standing === "experimental"] as const];
        }),
      );
      const release = releaseIn(archive, version);
      const [stable, all] = [placesIn(release?.stable), placesIn(release?.experimental)];
      for (const place of all) {
        checked += 1;
        // Some names are corrected: the schema does not spell them as the wire does.
        const camelCase = place.replace(/(?<=\..*)_([a-z])/g, (_, letter: string) => letter.toUpperCase());
        const experimental = found.get(place) ?? found.get(camelCase);
        if (experimental !== !stable.has(place)) wrong.push(`${version}: ${place}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(78_000);
  });

  it("refuses by name a release that it does not have", async () => {
    await expect(archivedRelease("0.170.0")).rejects.toThrow(
      "The schema of codex 0.170.0 does not come with this generator.",
    );
  });
});
