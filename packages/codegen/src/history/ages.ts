import compareVersions from "semver/functions/compare.js";
import type { Age, Since } from "../protocol/protocol.js";
import { readPacked } from "../schema/archive/packed-file.js";
import type { Place } from "./visit-places.js";

/** What the clients of a release find at a place; what is not there is `absent`. */
export type Standing = "absent" | "experimental" | "stable";

/** How a place fared: each change of its standing, with the number of the release that brought it. It begins as absent. */
export type Career = readonly (readonly [release: number, standing: Standing])[];

/** Since when everything of the protocol is there, release by release. Plain data. */
export interface AgeIndex {
  /** The versions, the oldest first. */
  readonly releases: readonly string[];
  /** Every career that there is, each once. */
  readonly careers: readonly Career[];
  /** The owner of a {@link Place} → its path → the number of its career. */
  readonly places: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Answers since when things are there, out of an {@link AgeIndex}. */
export class Ages {
  readonly #index: AgeIndex;
  /** What has been worked out: there are thousands of places, and a hundred ways to fare. */
  readonly #ages = new Map<string, Age | undefined>();

  constructor(index: AgeIndex) {
    this.#index = index;
  }

  /** The versions that are known, the oldest first. */
  get releases(): readonly string[] {
    return this.#index.releases;
  }

  /** Every place that a release has, with how it fared. Places that fared alike have the same career. */
  *careers(): Generator<readonly [place: Pick<Place, "owner" | "path">, career: Career]> {
    for (const [owner, paths] of Object.entries(this.#index.places)) {
      for (const path of Object.keys(paths)) yield [{ owner, path }, this.#careerOf(owner, path)];
    }
  }

  /** Whether any release has it. */
  knows({ owner, path }: Pick<Place, "owner" | "path">): boolean {
    return this.#careerOf(owner, path).length > 0;
  }

  /** Whether a release after `version` is the first where clients find it: without an opt-in, or with one for what is experimental. */
  comesAfter({ owner, path, experimental }: Place, version: string): boolean {
    const { releases } = this.#index;
    const first = this.#careerOf(owner, path).find(
      ([, standing]) => standing === "stable" || (experimental && standing === "experimental"),
    );
    const release = first === undefined ? undefined : releases[first[0]];
    return release !== undefined && compareVersions(release, version) > 0;
  }

  /**
   * The age of a place that the schema of `version` has. `undefined` where there is nothing to tell: it is as old as the oldest
   * release that is known, and did not go.
   */
  ageOf({ owner, path, experimental }: Place, version: string): Age | undefined {
    const key = `${String(this.#numberOf(owner, path))} ${String(experimental)} ${version}`;
    if (!this.#ages.has(key)) {
      this.#ages.set(key, this.#ageAfter(this.#careerOf(owner, path), experimental, version));
    }
    return this.#ages.get(key);
  }

  #ageAfter(career: Career, experimental: boolean, version: string): Age | undefined {
    const { releases } = this.#index;
    const now = releases.findLastIndex((release) => compareVersions(release, version) <= 0);
    const standings = releases.map((_, release) => standingAt(career, release));
    const before = standings.slice(0, now + 1);

    // A schema between two releases, or after them all, may have what the one before lacks: what it says of itself counts, and
    // another in between may have had it first.
    const from = (release: number): Since => {
      const first = releases[release];
      if (first === undefined || release > now) return { version, exact: false };
      return { version: first, exact: release > 0 && first.endsWith(".0") };
    };
    const there = before.lastIndexOf("absent") + 1;
    const needless = before.findLastIndex((standing) => standing !== "stable") + 1;
    const gone = standings.indexOf("absent", now + 1);

    // What has been there from the first release on is as old as can be told.
    const stable = experimental || needless === 0 ? undefined : from(needless);
    const first = experimental ? there > 0 : there < needless;
    const age = {
      ...(stable === undefined ? {} : { stable }),
      ...(first ? { experimental: from(there) } : {}),
      ...(gone === -1 ? {} : { until: gone - 1 === now ? version : (releases[gone - 1] ?? version) }),
    };
    return Object.keys(age).length === 0 ? undefined : age;
  }

  #careerOf(owner: string, path: string): Career {
    return this.#index.careers[this.#numberOf(owner, path)] ?? [];
  }

  /** The number of a career, -1 where no release has the place. */
  #numberOf(owner: string, path: string): number {
    const paths = Object.hasOwn(this.#index.places, owner) ? this.#index.places[owner] : undefined;
    return paths !== undefined && Object.hasOwn(paths, path) ? (paths[path] ?? -1) : -1;
  }
}

/** What clients of a release find, by its number. */
export function standingAt(career: Career, release: number): Standing {
  return career.findLast(([from]) => from <= release)?.[1] ?? "absent";
}

/** The index that comes with this package. */
export async function shippedIndex(): Promise<AgeIndex> {
  return (await readPacked("ages")) as AgeIndex;
}
