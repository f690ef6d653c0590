import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";
import { isBareKey, isTomlTable, printTomlValue, type TomlTable, type TomlValue } from "./toml.js";

/**
 * `-c key=value` for each setting of configurations, nested as in `config.toml`. What is `undefined` is left out.
 *
 * @throws UsageError for what TOML cannot say, by its path.
 */
export function configFlags(...configs: readonly TomlTable[]): readonly string[] {
  return configs.flatMap((config) => flagsBelow(readTable(config, "config"), []));
}

function flagsBelow(config: TomlTable, path: readonly string[]): readonly string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const at = [...path, key];
    // The runtime splits the path at each dot and knows no quotes there: a table with such a key goes as one value.
    const splits = isTomlTable(value) && Object.keys(value).every(isBareKey) && Object.keys(value).length > 0;
    return splits ? flagsBelow(value, at) : ["-c", `${at.join(".")}=${printTomlValue(value)}`];
  });
}

/** Types are not trusted: plain JavaScript gives a configuration too. */
function readTable(value: unknown, path: string): TomlTable {
  if (!isRecord(value)) throw notToml(value, path, "an object nested as config.toml is");
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, readValue(member, `${path}.${key}`)]));
}

function readValue(value: unknown, path: string): TomlValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => readValue(item, `${path}[${String(index)}]`));
  const isPlain = isRecord(value) && Object.prototype.toString.call(value) === "[object Object]";
  if (!isPlain) throw notToml(value, path, "text, a number, a boolean, a list or a table");
  return readTable(value, path);
}

function notToml(value: unknown, path: string, taken: string): UsageError {
  return new UsageError(path, `${path} must be ${taken}, not ${describeValue(value)}.`);
}
