import { printedSchema } from "../../support/printed.js";
import type { JsonValue } from "./json.js";

/** A bundle as the runtime prints it. */
export interface Bundle {
  readonly definitions: Readonly<Record<string, JsonValue>> & {
    readonly v2: Readonly<Record<string, JsonValue>>;
  };
}

/** The methods that the reduced bundle keeps: among them every kind of construct that the schema has. */
const METHODS = new Set([
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
]);
const UNIONS = ["ClientRequest", "ServerRequest", "ServerNotification", "ClientNotification"];
/** Answers whose names do not follow from the params'. */
const ANSWERS = ["LogoutAccountResponse", "InitializeResponse"];

/** What the pinned runtime prints, whole and cut down to {@link METHODS} and what they need. */
export async function printedBundles(): Promise<
  Record<"whole" | "reduced", { stable: Bundle; experimental: Bundle }>
> {
  const printed = await printedSchema();
  const whole = {
    stable: JSON.parse(printed.stable) as Bundle,
    experimental: JSON.parse(printed.experimental) as Bundle,
  };
  return { whole, reduced: { stable: reduced(whole.stable), experimental: reduced(whole.experimental) } };
}

function reduced({ definitions: { v2, ...root }, ...rest }: Bundle): Bundle {
  const cut: Record<string, JsonValue> = { ...root };
  const unions = UNIONS.map((name): [string, JsonValue] => {
    const { oneOf, ...others } = root[name] as unknown as { readonly oneOf: readonly JsonValue[] };
    return [name, { ...others, oneOf: oneOf.filter((one) => METHODS.has(methodOf(one))) }];
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
  for (const name of [...UNIONS, ...ANSWERS]) keep(name);
  const only = (all: Readonly<Record<string, JsonValue>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)));
  return { ...rest, definitions: { ...only(cut), v2: only(v2) } };
}

function methodOf(one: JsonValue): string {
  return (one as { properties: { method: { enum: [string] } } }).properties.method.enum[0];
}
