import type { SchemaBundle } from "../schema/json-schema.js";
import type { Definition, Protocol } from "./protocol.js";
import { readDefinitions, type ReadDefinitions } from "./read/read-definitions.js";
import { METHOD_UNIONS, readMethods, readRequests, type MethodUnion } from "./read/read-methods.js";
import { isResult } from "./read/result-names.js";
import { nameVariants } from "./read/variant-definitions.js";

/** Resolves a schema bundle into the {@link Protocol}. */
export async function readProtocol(bundle: SchemaBundle): Promise<Protocol> {
  return protocolOf(bundle, await readDefinitions(bundle));
}

/**
 * Resolves one bundle after another, each as {@link readProtocol} does. What a bundle shares with the one before is not read again, so
 * that those of neighbouring releases take a fraction of the time.
 */
export async function* readProtocols(bundles: AsyncIterable<SchemaBundle>): AsyncGenerator<Protocol> {
  let before: ReadDefinitions | undefined;
  for await (const bundle of bundles) {
    before = await readDefinitions(bundle, before);
    yield protocolOf(bundle, before);
  }
}

function protocolOf(bundle: SchemaBundle, { definitions, wider }: ReadDefinitions): Protocol {
  const methods = (union: MethodUnion) => readMethods(union, definitions, bundle);
  const clientRequests = readRequests("ClientRequest", definitions, bundle);
  const serverRequests = readRequests("ServerRequest", definitions, bundle);
  const requests = [...clientRequests, ...serverRequests];
  const results = new Set(requests.map(({ result }) => (result.kind === "reference" ? result.name : "")));
  return {
    runtimeVersion: bundle.runtimeVersion,
    file: bundle.file,
    definitions: withNamedVariants([...definitions.values()]),
    clientRequests,
    serverRequests,
    serverNotifications: methods("ServerNotification"),
    clientNotifications: methods("ClientNotification"),
    wider,
    unknownResults: requests.filter(({ result }) => result.kind === "unknown").map(({ method }) => method),
    unusedResults: [...definitions.keys()].filter((name) => isResult(name) && !results.has(name)).sort(),
  };
}

/** Of variants that want one name it goes to the first, which the order of keys in the file must not decide: to a stable one, by name. */
function withNamedVariants(definitions: readonly Definition[]): readonly Definition[] {
  const taken = new Set(definitions.map((definition) => definition.name));
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  const all: Definition[] = [];
  const order = [...definitions].sort(
    (a, b) => Number(a.experimental) - Number(b.experimental) || (a.name < b.name ? -1 : 1),
  );
  for (const definition of order) {
    const named = messages.has(definition.name) ? [definition] : nameVariants(definition, taken);
    for (const { name } of named) taken.add(name);
    all.push(...named);
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
