import {
  isJsonObject,
  type JsonSchema,
  type SchemaBundle,
} from "../../../packages/codegen/src/schema/json-schema.js";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** The definitions that are unions of the protocol's messages. */
const UNIONS = ["ClientRequest", "ServerRequest", "ServerNotification", "ClientNotification"];
const TWIN = "Twin";

/** A protocol of about `factor` times as many definitions, up to twice: fewer messages, or each again under another name. */
export function scaledDefinitions(bundle: SchemaBundle, factor: number): Definitions {
  const all = Object.fromEntries([...bundle.definitions].map(([name, { schema }]) => [name, schema]));
  if (factor > 1) return { ...all, ...withTwins(all) };
  return factor < 1 ? reduced(all, Object.keys(all).length * factor) : all;
}

function withTwins(all: Definitions): Definitions {
  const twins = Object.entries(all).map(([name, schema]): [string, JsonSchema] => {
    const twin = renamed(schema) as JsonSchema;
    if (!UNIONS.includes(name)) return [TWIN + name, twin];
    return [name, { oneOf: [...casesOf(schema), ...casesOf(twin).map(withTwinMethod)] }];
  });
  return Object.fromEntries(twins);
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === "$ref" && typeof inner === "string"
      ? inner.replace("#/definitions/", `$&${TWIN}`)
      : renamed(inner),
  ]);
  return Object.fromEntries(entries);
}

function withTwinMethod(one: JsonSchema): JsonSchema {
  if (typeof one === "boolean" || one.properties === undefined) return one;
  const method = { type: "string", enum: [`twin/${methodOf(one)}`] };
  return { ...one, properties: { ...one.properties, method } };
}

/** The messages of each union, in turn, with what they need, until there are `count` definitions. */
function reduced(all: Definitions, count: number): Definitions {
  const kept = new Map<string, JsonSchema>();
  const keep = (name: string): void => {
    const schema = all[name];
    if (schema === undefined || kept.has(name)) return;
    kept.set(name, schema);
    keepWhatIsIn(schema);
  };
  const keepWhatIsIn = (schema: JsonSchema): void => {
    for (const [, name = ""] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      keep(name);
      keep(name.replace(/Params$/, "Response"));
    }
  };
  const cases = new Map(UNIONS.map((union) => [union, casesOf(all[union] ?? true)]));
  const taken = new Map<string, JsonSchema[]>(UNIONS.map((union) => [union, []]));
  for (let index = 0; kept.size < count; index++) {
    for (const [union, messages] of cases) {
      const one = messages[index];
      if (one === undefined) continue;
      taken.get(union)?.push(one);
      keepWhatIsIn(one);
    }
  }
  for (const [union, oneOf] of taken) kept.set(union, { oneOf });
  return Object.fromEntries(kept);
}

function casesOf(union: JsonSchema): readonly JsonSchema[] {
  return typeof union === "boolean" ? [] : (union.oneOf ?? []);
}

function methodOf({ properties }: Exclude<JsonSchema, boolean>): string {
  const method = properties?.["method"];
  const name = typeof method === "object" ? method.enum?.[0] : undefined;
  if (typeof name !== "string") throw new Error("a message without a method");
  return name;
}
