import { isDeepStrictEqual } from "node:util";
import { isJsonObject } from "../json-schema.js";
import { minorOf } from "./minor-of.js";

/** What one release printed, without and with `--experimental`: two bundles, as parsed JSON. */
export interface ReleaseSchemas {
  readonly stable: unknown;
  readonly experimental: unknown;
}

/**
 * The schemas of many releases, the oldest first. Each distinct definition stands there once. Plain data.
 */
export interface Archive {
  readonly definitions: readonly unknown[];
  readonly releases: readonly ArchivedRelease[];
}

/** A release says how its stable bundle differs from that of the release before, and its experimental one from the stable one. */
interface ArchivedRelease {
  readonly version: string;
  readonly stable: BundleChange;
  readonly experimental: BundleChange;
}

/** How a bundle differs from another: the numbers of the definitions that are new or changed, and the names of those that went. */
interface BundleChange {
  readonly set: Readonly<Record<string, number>>;
  readonly gone: readonly string[];
}

/** The definitions of a bundle by number. A name is its path below `definitions`: `RequestId`, `v2/Thread`. */
type Contents = ReadonlyMap<string, number>;

/** The archive of no release at all. */
export const EMPTY_ARCHIVE: Archive = { definitions: [], releases: [] };

const NAMESPACE = /^v\d+$/;

/** What stands beside the definitions of every bundle that a runtime has printed so far. */
const ROOT = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "CodexAppServerProtocol",
  type: "object",
};

/**
 * The archive with one release more, the newest. Where it has a release of that minor version, the new one takes its place: of each minor
 * version the last patch is kept.
 *
 * @throws RangeError for a bundle that has more than definitions.
 */
export function appendRelease(archive: Archive, version: string, schemas: ReleaseSchemas): Archive {
  const kept = archive.releases.filter((release) => minorOf(release.version) !== minorOf(version));
  const numbered = kept.map((release) => [release.version, contentsOf(archive, release.version)] as const);

  // Numbers are given anew, so that what only the replaced release had goes with it.
  const definitions: unknown[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (definition: unknown): number => {
    const text = JSON.stringify(definition);
    const number = numbers.get(text) ?? definitions.push(definition) - 1;
    numbers.set(text, number);
    return number;
  };
  const renumbered = (contents: Contents): Contents =>
    new Map([...contents].map(([name, number]) => [name, numberOf(archive.definitions[number])]));

  const releases: ArchivedRelease[] = [];
  let before: Contents = new Map();
  const add = (added: string, stable: Contents, experimental: Contents): void => {
    releases.push({
      version: added,
      stable: changeOf(before, stable),
      experimental: changeOf(stable, experimental),
    });
    before = stable;
  };
  for (const [known, contents] of numbered)
    add(known, renumbered(contents.stable), renumbered(contents.experimental));
  const read = (bundle: unknown): Contents =>
    new Map(entriesOf(bundle).map(([name, definition]) => [name, numberOf(definition)]));
  add(version, read(schemas.stable), read(schemas.experimental));
  return { definitions, releases };
}

/** The bundles of a release of the archive; `undefined` where it has no such release. */
export function releaseIn(archive: Archive, version: string): ReleaseSchemas | undefined {
  if (!archive.releases.some((release) => release.version === version)) return undefined;
  const { stable, experimental } = contentsOf(archive, version);
  return { stable: bundleOf(archive, stable), experimental: bundleOf(archive, experimental) };
}

function contentsOf(
  { releases }: Archive,
  version: string,
): { readonly stable: Contents; readonly experimental: Contents } {
  let stable: Contents = new Map();
  for (const release of releases) {
    stable = changed(stable, release.stable);
    if (release.version === version) return { stable, experimental: changed(stable, release.experimental) };
  }
  throw new RangeError(`The archive has no release ${version}.`);
}

function changed(contents: Contents, { set, gone }: BundleChange): Contents {
  const result = new Map([...contents, ...Object.entries(set)]);
  for (const name of gone) result.delete(name);
  return result;
}

function changeOf(before: Contents, after: Contents): BundleChange {
  return {
    set: Object.fromEntries([...after].filter(([name, number]) => before.get(name) !== number)),
    gone: [...before.keys()].filter((name) => !after.has(name)),
  };
}

function entriesOf(bundle: unknown): readonly (readonly [name: string, definition: unknown])[] {
  const { definitions, ...root } = isJsonObject(bundle) ? bundle : {};
  if (!isJsonObject(definitions) || !isDeepStrictEqual(root, ROOT)) {
    throw new RangeError(
      `The bundle has something else beside its definitions than every bundle so far: ${JSON.stringify(root)}`,
    );
  }
  return Object.entries(definitions).flatMap(([name, value]) =>
    NAMESPACE.test(name) && isJsonObject(value)
      ? Object.entries(value).map(([inner, definition]) => [`${name}/${inner}`, definition] as const)
      : [[name, value] as const],
  );
}

/** The bundle as the runtime printed it, in the order of names, as the newer ones print them. */
function bundleOf({ definitions }: Archive, contents: Contents): unknown {
  const root = new Map<string, unknown>();
  const namespaces = new Map<string, [string, unknown][]>();
  for (const [name, number] of contents) {
    const [namespace = name, inner] = name.split("/", 2);
    if (inner === undefined) root.set(name, definitions[number]);
    else {
      const entries = namespaces.get(namespace) ?? [];
      namespaces.set(namespace, entries);
      entries.push([inner, definitions[number]]);
    }
  }
  for (const [namespace, entries] of namespaces) root.set(namespace, sorted(entries));
  return { ...ROOT, definitions: sorted([...root]) };
}

function sorted(entries: readonly (readonly [name: string, value: unknown])[]): object {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
