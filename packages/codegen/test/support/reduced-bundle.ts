import { SURFACE_TABLE } from "../../src/surface/table.js";
import type { JsonValue } from "../properties/fuzz/json.js";
import { printedSchema } from "./printed.js";

/** A bundle as the runtime prints it. */
export interface Bundle {
  readonly definitions: Readonly<Record<string, JsonValue>> & {
    readonly v2: Readonly<Record<string, JsonValue>>;
  };
}

/** A few methods: among them every kind of construct that the schema has. */
const EVERY_CONSTRUCT = [
  "initialize",
  "initialized",
  "thread/goal/get",
  "thread/timeline/list",
  "account/login/start",
  "account/logout",
  "accountSession/switch",
  "fs/readFile",
  "item/fileChange/requestApproval",
  "error",
  "configWarning",
  "thread/status/changed",
];
/** What the surface table speaks of as well: without that, there is no surface. A fifth of the whole, in a fifth of the time. */
const EVERY_SURFACE_METHOD = [...EVERY_CONSTRUCT, ...SURFACE_TABLE.map(({ request }) => request)];
/** The types of its settings, which no method of it mentions. */
const SETTING_TYPES = SURFACE_TABLE.flatMap(({ settings = {} }) =>
  Object.values(settings).map(({ type }) => type),
);
const UNIONS = ["ClientRequest", "ServerRequest", "ServerNotification", "ClientNotification"];
/** Answers whose names do not follow from the params'. */
const ANSWERS = ["LogoutAccountResponse", "InitializeResponse"];

/** The runtime's two outputs. */
interface Bundles {
  readonly stable: Bundle;
  readonly experimental: Bundle;
}

/** What the pinned runtime prints. */
export async function printedBundles(): Promise<Bundles> {
  const { stable, experimental } = await printedSchema();
  return { stable: JSON.parse(stable) as Bundle, experimental: JSON.parse(experimental) as Bundle };
}

/** The same, cut down to what the reader may meet: too little for a surface. */
export async function bundlesOfEveryConstruct(): Promise<Bundles> {
  return reducedTo(EVERY_CONSTRUCT);
}

/** The same, cut down to what the whole generator needs. */
export async function bundlesOfTheSurface(): Promise<Bundles> {
  return reducedTo(EVERY_SURFACE_METHOD, SETTING_TYPES);
}

async function reducedTo(methods: readonly string[], types: readonly string[] = []): Promise<Bundles> {
  const { stable, experimental } = await printedBundles();
  const kept = new Set(methods);
  return { stable: reduced(stable, kept, types), experimental: reduced(experimental, kept, types) };
}

function reduced(
  { definitions: { v2, ...root }, ...rest }: Bundle,
  methods: ReadonlySet<string>,
  types: readonly string[],
): Bundle {
  const cut: Record<string, JsonValue> = { ...root };
  const unions = UNIONS.map((name): [string, JsonValue] => {
    const oneOf = casesOf(root[name]).filter((one) => methods.has(methodOf(one)));
    return [name, { ...(root[name] as object), oneOf }];
  });
  Object.assign(cut, Object.fromEntries(unions));
  const kept = new Set<string>();
  const keep = (name: string): void => {
    const schema = cut[name] ?? v2[name];
    if (kept.has(name) || schema === undefined) return;
    kept.add(name);
    for (const [, referred = ""] of JSON.stringify(schema).matchAll(/"#\/definitions\/(?:v2\/)?([^"]+)"/g)) {
      keep(referred);
      if (referred.endsWith("Params")) keep(referred.replace(/Params$/, "Response"));
    }
  };
  for (const name of [...UNIONS, ...ANSWERS, ...types]) keep(name);
  const only = (all: Readonly<Record<string, JsonValue>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)));
  return { ...rest, definitions: { ...only(cut), v2: only(v2) } };
}

/** The methods that a bundle lists under a union of messages. */
export function methodsOf({ definitions }: Bundle, union: string): readonly string[] {
  return casesOf(definitions[union]).map(methodOf);
}

function casesOf(union: JsonValue | undefined): readonly JsonValue[] {
  return (union as unknown as { readonly oneOf: readonly JsonValue[] }).oneOf;
}

function methodOf(one: JsonValue): string {
  return (one as { properties: { method: { enum: [string] } } }).properties.method.enum[0];
}
