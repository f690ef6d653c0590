import { isOlderMinor } from "../lib/version.js";

/** The first releases of the runtime that have something. Neither is known of what was always there. */
export interface Since {
  /** The first in which it needs no opt-in. */
  readonly stable?: string;
  /** The first that has it for clients which opted in. */
  readonly experimental?: string;
}

/** The runtime that a client talks to, as far as it matters for what there is. */
export interface Runtime {
  /** Its version; `null` where it does not tell. */
  readonly runtimeVersion: string | null;
  /** Whether the client opted into the experimental API. */
  readonly optedIn: boolean;
}

/** What a client would need for something that its runtime is too old for. */
export interface MissingRelease {
  /** The first release that is known to have it for this client. */
  readonly needed: string;
  /** The version of the runtime that this client is connected to. */
  readonly runtimeVersion: string;
  /** Whether the runtime has it for clients that opted in. */
  readonly withOptIn: boolean;
}

/** What every runtime says that was built from source: releases alone are given a version. */
const SOURCE_BUILD = "0.0.0";

/**
 * What a client lacks for something; `undefined` where its runtime has it, or may have it. Of a minor version only the last patch is
 * known, so that each of its releases may have what that one has. Nothing is known of a version that cannot be read, nor of a build from
 * source.
 */
export function missingRelease(
  { stable, experimental }: Since,
  { runtimeVersion, optedIn }: Runtime,
): MissingRelease | undefined {
  const needed = optedIn ? (experimental ?? stable) : stable;
  if (needed === undefined || runtimeVersion === null || runtimeVersion === SOURCE_BUILD) return undefined;
  if (!isOlderMinor(runtimeVersion, needed)) return undefined;
  const withOptIn = !optedIn && experimental !== undefined && !isOlderMinor(runtimeVersion, experimental);
  return { needed, runtimeVersion, withOptIn };
}
