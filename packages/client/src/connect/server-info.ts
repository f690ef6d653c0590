import type { Warning } from "../diagnostics/warning.js";
import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { REQUESTS_SINCE } from "../generated/experimental/rpc.js";
import { RUNTIME_VERSION } from "../generated/version.js";
import type { InitializeResponse } from "../generated/types.js";
import { isNewer } from "../lib/version.js";
import { missingRelease } from "../operation/since.js";

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
  /**
   * Whether this client may call a method here: the runtime is not known to be too old for it, and the client opted in where it must. A
   * runtime that does not tell its version, or is newer than this client, is taken to have what the client knows.
   *
   * @param method A request of the protocol, such as `thread/items/list`.
   * @example
   * ```ts
   * if (codex.server.supports("thread/items/list")) for await (const { item } of thread.items()) console.log(item.type);
   * ```
   */
  supports(method: keyof ExperimentalClientRequests): boolean;
}

/**
 * Reads the version out of `NAME/1.2.3 (...)`: nothing else in the response says it. The name is the client's own, which may have
 * something like a version in it, or that of whoever connected to the server first.
 *
 * @param clientName What the client called itself.
 * @param optedIn Whether the client opted into the experimental API.
 */
export function serverInfo(response: InitializeResponse, clientName: string, optedIn: boolean): ServerInfo {
  const { userAgent } = response;
  const told = userAgent.startsWith(`${clientName}/`) ? userAgent.slice(clientName.length) : userAgent;
  const version = /\/(\d+\.\d+\.\d+[^\s(/]*)(?=\s|$)/.exec(told)?.[1] ?? null;
  return {
    ...response,
    version,
    generatedFor: RUNTIME_VERSION,
    supports(method) {
      const since = Object.hasOwn(REQUESTS_SINCE, method) ? REQUESTS_SINCE[method] : undefined;
      if (since === undefined) return true;
      if (since.stable === undefined && !optedIn) return false;
      return missingRelease(since, { runtimeVersion: version, optedIn }) === undefined;
    },
  };
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
