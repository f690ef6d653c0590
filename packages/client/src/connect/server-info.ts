import type { Warning } from "../diagnostics/warning.js";
import { RUNTIME_VERSION } from "../generated/version.js";
import type { InitializeResponse } from "../generated/types.js";

/**
 * What the server said of itself when the client connected.
 *
 * @example
 * ```ts
 * const { version, generatedFor } = codex.server;
 * if (version !== generatedFor) console.warn(`codex ${version}, typed for ${generatedFor}`);
 * ```
 */
export interface ServerInfo extends InitializeResponse {
  /** The runtime's version; `null` where its user agent does not tell. */
  readonly version: string | null;
  /** The runtime version that this client's types were generated from. */
  readonly generatedFor: string | null;
}

/** Reads the version out of `NAME/1.2.3 (...)`: nothing else in the response says it. */
export function serverInfo(response: InitializeResponse): ServerInfo {
  const version = /\/(\d+\.\d+\.\d+[^\s(]*)(?=\s|$)/.exec(response.userAgent)?.[1] ?? null;
  return { ...response, version, generatedFor: RUNTIME_VERSION };
}

/**
 * What to warn of where the runtime is newer than the one that the types were generated from. `undefined` where it is not, and
 * where either version is unknown.
 */
export function newerRuntime({
  version,
  generatedFor,
}: Pick<ServerInfo, "version" | "generatedFor">): Omit<Warning, "at"> | undefined {
  if (version === null || generatedFor === null || !isNewer(version, generatedFor)) return undefined;
  return {
    method: "client/newerRuntime",
    message:
      `The runtime is codex ${version}; the types of this client are those of ${generatedFor}. What both versions know works. ` +
      "For the rest, update @codex-typed/client, or generate types from this runtime with codex-codegen.",
  };
}

function isNewer(version: string, than: string): boolean {
  const [left, right] = [parse(version), parse(than)];
  if (left === undefined || right === undefined) return false;
  const differs = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (differs !== -1) return (left.numbers[differs] ?? 0) > (right.numbers[differs] ?? 0);
  // A release comes after its own prereleases.
  if (left.prerelease === "" || right.prerelease === "") return left.prerelease < right.prerelease;
  return collator.compare(left.prerelease, right.prerelease) > 0;
}

/** `alpha.10` comes after `alpha.9`. */
const collator = new Intl.Collator("en", { numeric: true });

function parse(
  version: string,
): { readonly numbers: readonly number[]; readonly prerelease: string } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}
