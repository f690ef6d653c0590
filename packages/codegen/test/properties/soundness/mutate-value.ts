import {
  dropKey,
  isContainer,
  placesIn,
  setKey,
  type JsonContainer,
  type JsonPath,
  type JsonValue,
} from "../fuzz/json.js";
import type { Random } from "./random.js";

/** What the mutations of a document's instances draw from. */
export interface Stock {
  /** Whole values: the schema's own literals, and one of each kind. */
  readonly values: readonly JsonValue[];
  /** The names of properties, and one that no schema has. */
  readonly names: readonly string[];
  /** The bounds of numbers and lengths. */
  readonly numbers: readonly number[];
}

/** A value of each kind, the empty ones included. */
export const KINDS: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  1,
  -1.5,
  2 ** 40,
  "",
  "x",
  "something else",
  [],
  {},
  ["x"],
  [1, null],
  [{}],
  { a: "x" },
  { kind: "x" },
];

/** A copy of a value with one small change. */
export function changedValue(value: JsonValue, stock: Stock, random: Random): JsonValue {
  const copy = structuredClone(value);
  const places = placesIn(copy);
  if (places.length === 0 || random.chance(0.08)) return changedWhole(copy, stock, random);
  const at = random.pick(places);
  const holder = valueAt(copy, at.slice(0, -1));
  const key = at.at(-1);
  if (!isContainer(holder) || key === undefined) return copy;
  change(holder, String(key), stock, random);
  return copy;
}

function change(holder: JsonContainer, key: string, stock: Stock, random: Random): void {
  const old = (holder as Record<string, JsonValue>)[key] ?? null;
  switch (random.below(8)) {
    case 0:
    case 1:
      dropKey(holder, key);
      break;
    case 2:
      setKey(holder, key, structuredClone(random.pick(stock.values)));
      break;
    case 3:
      setKey(holder, key, changedScalar(old, stock, random));
      break;
    case 4:
      setKey(holder, key, changedWhole(old, stock, random));
      break;
    case 5:
      setKey(holder, key, random.pick(KINDS));
      break;
    default:
      addTo(isContainer(old) && random.chance(0.5) ? old : holder, stock, random);
  }
}

/** A key or an element more, taken from elsewhere in the value as often as not. */
function addTo(holder: JsonContainer, stock: Stock, random: Random): void {
  const inner = Object.values(holder);
  const value = structuredClone(
    inner.length > 0 && random.chance(0.4) ? random.pick(inner) : random.pick(stock.values),
  );
  if (Array.isArray(holder)) {
    if (random.chance(0.6)) holder.push(value);
    else holder.unshift(value);
  } else setKey(holder, random.pick(stock.names), value);
}

function changedWhole(value: JsonValue, stock: Stock, random: Random): JsonValue {
  if (isContainer(value) && random.chance(0.7)) {
    addTo(value, stock, random);
    return value;
  }
  return random.chance(0.5)
    ? changedScalar(value, stock, random)
    : structuredClone(random.pick(stock.values));
}

/** A value of the same kind, at a bound or just beyond one. */
function changedScalar(value: JsonValue, stock: Stock, random: Random): JsonValue {
  switch (typeof value) {
    case "number": {
      const bound = random.pick([value, ...stock.numbers]);
      return random.pick([bound, bound + 1, bound - 1, bound + 0.5, -bound]);
    }
    case "string":
      return random.pick([`${value}x`, value.slice(0, -1), value.toUpperCase(), ""]);
    case "boolean":
      return !value;
    default:
      return structuredClone(random.pick(stock.values));
  }
}

function valueAt(root: JsonValue, at: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const key of at) value = isContainer(value) ? (value as Record<string, JsonValue>)[key] : undefined;
  return value;
}
