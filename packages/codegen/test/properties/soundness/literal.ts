import type { JsonValue } from "../fuzz/json.js";
import type { Speakers } from "./speakers.js";
import { isEverywhere } from "./vocabulary.js";

/** A value as TypeScript source. */
export interface Written {
  /** Declarations that the expression refers to. */
  readonly declarations: readonly string[];
  readonly expression: string;
}

/**
 * Writes a valid value in place, where its literals keep their types and where TypeScript objects to keys that its type does not
 * have. Keys that the schema merely tolerates come from a variable, as they do in real programs.
 *
 * `undefined` for a value with a key such as `constructor`: TypeScript compares it with the one that every object has.
 */
export function writtenInPlace(value: JsonValue, speakers: Speakers, name: string): Written | undefined {
  const declarations: string[] = [];
  let fair = true;
  const write = (inner: JsonValue, said: Speakers): string => {
    if (Array.isArray(inner))
      return `[${inner.map((one, index) => write(one, said.ofElement(index))).join(", ")}]`;
    if (typeof inner !== "object" || inner === null) return scalarText(inner);
    const parts: string[] = [];
    const tolerated: [string, JsonValue][] = [];
    for (const [key, one] of Object.entries(inner)) {
      const saidOfKey = said.ofKey(key);
      if (isEverywhere(key)) fair = false;
      if (saidOfKey === undefined) tolerated.push([key, one]);
      else parts.push(`${keyText(key)}: ${write(one, saidOfKey)}`);
    }
    // An object with nothing but unknown keys is refused where all known ones are optional ("no properties in common"), though
    // it is of that type by all other rules. So there they are left out.
    if (tolerated.length > 0 && (parts.length > 0 || !said.nameSomeKey())) {
      const variable = `${name}_${String(declarations.length)}`;
      declarations.push(`declare const ${variable}: ${exactType(Object.fromEntries(tolerated))};`);
      parts.push(`...${variable}`);
    }
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  };
  const expression = write(value, speakers);
  return fair ? { declarations, expression } : undefined;
}

/** Writes a value as a variable of its own type, of which TypeScript objects to nothing but what does not fit. */
export function writtenAsVariable(value: JsonValue, name: string): Written {
  return { declarations: [`declare const ${name}: ${exactType(value)};`], expression: name };
}

/** The type that has this value alone. */
export function exactType(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(exactType).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalarText(value);
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${exactType(inner)}`);
  return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
}

/** In an object literal `__proto__: x` is no key. */
function keyText(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : JSON.stringify(key);
}

function scalarText(value: string | number | boolean | null): string {
  if (typeof value !== "number") return JSON.stringify(value);
  if (Object.is(value, -0)) return "-0";
  // JSON.parse makes an infinite number of 1e400; there is no literal of the name Infinity.
  return Number.isFinite(value) ? String(value) : value > 0 ? "1e400" : "-1e400";
}
