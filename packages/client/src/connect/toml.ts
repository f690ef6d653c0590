import { UsageError } from "../errors/usage-error.js";

/**
 * A value of the runtime's configuration. Dates are left out: the configuration has none.
 *
 * @example
 * ```ts
 * const value: TomlValue = ["a", 1, true, { key: "value" }];
 * ```
 */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;

/**
 * A table of the runtime's configuration, nested as in `config.toml`. A setting that is `undefined` is left out.
 *
 * @example
 * ```ts
 * const config: TomlTable = { sandbox_mode: "read-only", features: { plugins: true } };
 * ```
 */
export interface TomlTable {
  readonly [key: string]: TomlValue | undefined;
}

/** Whether a value is a table. */
export function isTomlTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value);
}

/** Whether a key may stand without quotes. */
export function isBareKey(key: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(key);
}

/** Prints a key, quoted where it must be. */
export function printTomlKey(key: string): string {
  return isBareKey(key) ? key : printString(key);
}

/** Prints a value on one line; a table as an inline table. */
export function printTomlValue(value: TomlValue): string {
  if (typeof value === "string") return printString(value);
  if (typeof value === "number") return printNumber(value);
  if (typeof value === "boolean") return String(value);
  if (isTomlTable(value)) {
    const pairs = Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined ? [] : [`${printTomlKey(key)} = ${printTomlValue(inner)}`],
    );
    return `{ ${pairs.join(", ")} }`;
  }
  return `[${value.map(printTomlValue).join(", ")}]`;
}

function printNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0.0" : String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** A JSON string is a TOML basic string, but for two things: TOML forbids a raw DEL, and half a surrogate pair however written. */
function printString(value: string): string {
  if (/\p{Surrogate}/u.test(value))
    throw new UsageError("config", "Half a surrogate pair cannot stand in TOML.");
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}
