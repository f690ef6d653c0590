import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";

/** An option that is sent as a setting of the thread's own configuration. */
export interface SettingOption {
  /** The setting's name, as in `config.toml`. */
  readonly setting: string;
  /** The only values that it takes; absent where any word will do. */
  readonly values?: readonly string[];
}

/** What takes such options. */
interface TakesSettings {
  readonly name: string;
  readonly settings?: Readonly<Record<string, SettingOption>>;
}

/**
 * The params field `config` with the options that are settings of it; nothing where none was given.
 *
 * @throws UsageError for a value that the setting does not take, and where `config` says something of it too.
 */
export function configField(
  { name, settings = {} }: TakesSettings,
  given: ReadonlyMap<string, unknown>,
): { readonly config?: object } {
  const config = given.get("config");
  const inConfig = isRecord(config) ? config : {};
  const added = Object.entries(settings).flatMap(([option, { setting, values }]) => {
    const value = given.get(option);
    if (value === undefined) return [];
    if (typeof value !== "string" || value === "" || values?.includes(value) === false) {
      const wanted = values === undefined ? "a word that is not empty" : `one of ${values.join(", ")}`;
      throw new UsageError(option, `${name}: ${option} must be ${wanted}, not ${describeValue(value)}.`);
    }
    if (Object.hasOwn(inConfig, setting)) {
      throw new UsageError(
        option,
        `${name}: ${option} and config.${setting} say the same thing. Give one of them.`,
      );
    }
    return [[setting, value] as const];
  });
  return added.length === 0 ? {} : { config: { ...inConfig, ...Object.fromEntries(added) } };
}
