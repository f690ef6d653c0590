/**
 * Gives a function members of its own: the protocol has methods whose path goes on after a method (`turn/start` beside
 * `turn/start/name`). They are defined, not assigned: a function's own `name` and `length` cannot be assigned, and `__proto__`
 * would be taken for its prototype.
 *
 * @param call The function; it is changed.
 * @param members What it gets, key by key.
 * @returns The function, with its members in its type.
 * @example
 * ```ts
 * const start = functionGroup((text: string) => text.length, { name: () => "start" });
 * start("Hi"); // 2
 * start.name(); // "start"
 * ```
 */
export function functionGroup<Call extends (...args: never[]) => unknown, Members extends object>(
  call: Call,
  members: Members,
): Call & Members {
  for (const [key, value] of Object.entries(members)) {
    Object.defineProperty(call, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return call as Call & Members;
}
