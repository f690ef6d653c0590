import type { CallOptions } from "./call-options.js";

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

/**
 * Something that calls methods by name, such as a `Codex`.
 *
 * @example
 * ```ts
 * const caller: MethodCaller = codex;
 * ```
 */
export interface MethodCaller {
  /** Calls `method` with `params`, and resolves to the result of the response. */
  call(method: string, params?: unknown, options?: CallOptions): Promise<unknown>;
}

/**
 * Calls methods with the types of a protocol of your own, such as one that was generated from another runtime version.
 * The types are taken at their word: nothing is checked at run time.
 *
 * @returns What a generated `createRpc` takes.
 * @example
 * ```ts
 * const call: RequestFunction<ClientRequests> = requestFunction(codex);
 * const { data } = await call("model/list", {});
 * ```
 */
export function requestFunction<
  Requests extends { [Method in keyof Requests]: { params: unknown; result: unknown } },
>(caller: MethodCaller): RequestFunction<Requests> {
  return async (method, params, options) => caller.call(String(method), params, options);
}
