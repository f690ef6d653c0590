import { UsageError } from "../errors/usage-error.js";
import { isRecord } from "../lib/guards.js";

/**
 * Refuses what JSON would leave out, or write as `null`, without a word. A setting that is `undefined` is an omission.
 *
 * @throws UsageError which names it by its path.
 */
export function checkConfigValues(operation: string, value: unknown, path = "config"): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const at = `${path}[${String(index)}]`;
      if (item === undefined)
        throw new UsageError(at, `${operation}: ${at} is undefined, which no list can hold.`);
      checkConfigValues(operation, item, at);
    }
  } else if (typeof value === "function" || typeof value === "symbol") {
    throw new UsageError(
      path,
      `${operation}: ${path} is a ${typeof value}, which a configuration cannot hold.`,
    );
  } else if (typeof value === "number" && !Number.isFinite(value)) {
    throw new UsageError(path, `${operation}: ${path} is ${String(value)}, which JSON cannot hold.`);
  } else if (isRecord(value) && !("toJSON" in value)) {
    for (const [key, member] of Object.entries(value)) checkConfigValues(operation, member, `${path}.${key}`);
  }
}
