import type { CallOptions } from "./requests.js";

/**
 * Calls a method of a protocol that is given as a map: method → params and result.
 *
 * @example
 * ```ts
 * async function countModels(call: RequestFunction<ClientRequests>): Promise<number> {
 *   return (await call("model/list", {})).data.length;
 * }
 * ```
 */
export type RequestFunction<
  Requests extends { [Method in keyof Requests]: { params: unknown; result: unknown } },
> = <Method extends keyof Requests>(
  method: Method,
  params: Requests[Method]["params"],
  options?: CallOptions,
) => Promise<Requests[Method]["result"]>;
