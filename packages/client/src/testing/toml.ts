import {
  isTomlTable,
  printTomlKey,
  printTomlValue,
  type TomlTable,
  type TomlValue,
} from "../connect/toml.js";

/** Prints a table as a TOML document: plain values first, since they would belong to the table printed before them. */
export function printToml(table: TomlTable, path: readonly string[] = []): string {
  const entries = Object.entries(table);
  const header = path.length === 0 ? "" : `[${path.map(printTomlKey).join(".")}]\n`;
  const lines = entries.map(([key, value]) =>
    value === undefined || isTomlTable(value) ? "" : `${printTomlKey(key)} = ${printTomlValue(value)}\n`,
  );
  const tables = entries.map(([key, value]) =>
    isTomlTable(value) ? "\n" + printToml(value, [...path, key]) : "",
  );
  return [header, ...lines, ...tables].join("");
}

/** Puts the second table over the first: tables are merged, all other values replaced. */
export function mergeToml(base: TomlTable, over: TomlTable): TomlTable {
  const merged = Object.entries(over).map(([key, value]): [string, TomlValue | undefined] => {
    const below = base[key];
    return [key, isTomlTable(value) && isTomlTable(below) ? mergeToml(below, value) : (value ?? below)];
  });
  return { ...base, ...Object.fromEntries(merged) };
}
