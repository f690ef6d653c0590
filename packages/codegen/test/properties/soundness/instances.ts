import { generateSync, type JsonSchema as FakerSchema } from "json-schema-faker";
import { isContainer, type JsonValue } from "../fuzz/json.js";
import type { Judge } from "./judge.js";
import { changedValue, KINDS, type Stock } from "./mutate-value.js";
import type { Random } from "./random.js";
import { HOME, type Schemas } from "./references.js";
import {
  changedSchemas,
  isSchema,
  isSchemaObject,
  schemasIn,
  type Schema,
  type SchemaObject,
} from "./schema-places.js";

/** Values, told apart by what a definition says of them. */
export interface Instances {
  readonly valid: readonly JsonValue[];
  readonly invalid: readonly JsonValue[];
}

/** How many values are wanted, and how hard to look for them. */
export interface Effort {
  /** How often json-schema-faker is asked. */
  readonly fakes: number;
  /** How many changed values are tried. */
  readonly changes: number;
  /** The most values of either kind. */
  readonly most: number;
}

/** Values that the definition `name` admits, and values that it does not. */
export function instancesOf(
  definitions: Schemas,
  name: string,
  judge: Judge,
  random: Random,
  effort: Effort,
): Instances {
  const fragment = `#/${[...HOME, name].join("/")}`;
  const stock = stockOf(definitions);
  const valid = new Map<string, JsonValue>();
  const invalid = new Map<string, JsonValue>();
  const take = (value: JsonValue): void => {
    const text = JSON.stringify(value);
    if (text.length > 3000) return;
    const admitted = judge.admits(fragment, value);
    if (admitted !== undefined) (admitted ? valid : invalid).set(text, value);
  };
  for (const value of [...stock.values, ...fakes(definitions, name, random, effort.fakes)]) take(value);
  for (let tried = 0; tried < effort.changes; tried++) {
    // A change of a valid value is as often valid as not, one of an invalid value sometimes.
    const from = valid.size > 0 && random.chance(0.85) ? valid : invalid;
    let value = random.pick([...from.values(), ...(from.size === 0 ? KINDS : [])]);
    for (let changes = 1 + random.below(2); changes > 0; changes--)
      value = changedValue(value, stock, random);
    take(value);
  }
  return { valid: chosen(valid, random, effort.most), invalid: chosen(invalid, random, effort.most) };
}

/** Some of the values; the longer of two as likely as the shorter. */
function chosen(values: ReadonlyMap<string, JsonValue>, random: Random, most: number): readonly JsonValue[] {
  const left = [...values.values()];
  const taken: JsonValue[] = [];
  while (taken.length < most && left.length > 0) taken.push(...left.splice(random.below(left.length), 1));
  return taken;
}

/** What a document's own words suggest. */
function stockOf(definitions: Schemas): Stock {
  const values: JsonValue[] = [...KINDS];
  const names = new Set(["a", "undeclared"]);
  const numbers = new Set([0, 1]);
  for (const definition of Object.values(definitions)) {
    for (const { schema } of schemasIn(definition)) {
      if (!isSchemaObject(schema)) continue;
      for (const [keyword, value] of Object.entries(schema)) {
        if (keyword === "const" || keyword === "default") values.push(value);
        else if ((keyword === "enum" || keyword === "examples") && Array.isArray(value))
          values.push(...value);
        else if (keyword === "required" && Array.isArray(value))
          for (const one of value) names.add(one as string);
        else if (keyword === "properties" && isContainer(value))
          for (const one of Object.keys(value)) names.add(one);
        else if (typeof value === "number") numbers.add(value);
      }
    }
  }
  return { values: distinct(values), names: [...names], numbers: [...numbers] };
}

function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function fakes(definitions: Schemas, name: string, random: Random, count: number): readonly JsonValue[] {
  const schema = {
    definitions: {
      v2: Object.fromEntries(Object.entries(definitions).map(([key, one]) => [key, modern(one)])),
    },
    $ref: `#/${[...HOME, name].join("/")}`,
  } as FakerSchema;
  const recursive = isRecursive(definitions, name);
  const values: JsonValue[] = [];
  for (let index = 0; index < count; index++) {
    try {
      values.push(
        generateSync(schema, {
          seed: random.below(2 ** 31),
          // It counts references, and ends in null, without a word, beyond this; up to there, what refers to itself twice doubles.
          maxDepth: recursive ? 5 : 50,
          optionalsProbability: random.pick([0, 0.3, 0.6, 1]),
        }) as JsonValue,
      );
    } catch {
      // It gives up on what nothing satisfies, and on some of what something does.
    }
  }
  return values.filter((value) => value !== undefined);
}

/** Whether a definition leads, by whatever detour, to one that refers to itself. */
function isRecursive(definitions: Schemas, name: string): boolean {
  const done = new Set<string>();
  const visit = (from: string, open: readonly string[]): boolean => {
    if (open.includes(from)) return true;
    if (done.has(from)) return false;
    done.add(from);
    const text = JSON.stringify(definitions[from] ?? true);
    const targets = [...text.matchAll(/"\$ref":"#(?:\/definitions\/v2\/([^"/]+))?/g)];
    // A reference to an anchor may lead anywhere.
    return targets.some(([, to]) => to === undefined || visit(to, [...open, from]));
  };
  return visit(name, []);
}

/** json-schema-faker 0.6 reads 2020-12 alone: a list of `items` is an object with the keys "0", "1" and so on to it. */
function modern(schema: Schema): Schema {
  return changedSchemas(schema, (one) => {
    const { items, additionalItems, dependencies, ...others } = one;
    const changed: SchemaObject = others;
    if (Array.isArray(items)) {
      changed["prefixItems"] = items;
      if (additionalItems !== undefined) changed["items"] = additionalItems;
    } else if (items !== undefined) changed["items"] = items;
    if (isSchemaObject(dependencies)) {
      const entries = Object.entries(dependencies);
      changed["dependentRequired"] = Object.fromEntries(entries.filter(([, value]) => Array.isArray(value)));
      changed["dependentSchemas"] = Object.fromEntries(entries.filter(([, value]) => isSchema(value)));
    }
    return changed;
  });
}
