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
