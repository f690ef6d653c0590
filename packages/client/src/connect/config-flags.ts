import { isBareKey, isTomlTable, printTomlValue, type TomlTable } from "./toml.js";

/** `-c key=value` for each setting of configurations, nested as in `config.toml`. */
export function configFlags(...configs: readonly TomlTable[]): readonly string[] {
  return configs.flatMap((config) => flagsBelow(config, []));
}

function flagsBelow(config: TomlTable, path: readonly string[]): readonly string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const at = [...path, key];
    // The runtime splits the path at each dot and knows no quotes there: a table with such a key goes as one value.
    const splits = isTomlTable(value) && Object.keys(value).every(isBareKey) && Object.keys(value).length > 0;
    return splits ? flagsBelow(value, at) : ["-c", `${at.join(".")}=${printTomlValue(value)}`];
  });
}
