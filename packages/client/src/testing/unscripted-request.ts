import type { ModelRequest } from "./model-request.js";

/**
 * A request that nothing was scripted for.
 *
 * @example
 * ```ts
 * expect(model.unscripted.map((request) => request.reason)).toEqual(["no reply left for request 2"]);
 * ```
 */
export interface UnscriptedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** Why there was no reply, and for what. */
  readonly reason: string;
  /** The request, unless it was not one for a response. */
  readonly request: ModelRequest | undefined;
}
