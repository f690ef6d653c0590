import type { SchemaBundle } from "../schema/json-schema.js";
import type { Definition, Protocol } from "./protocol.js";
import { readDefinitions } from "./read/read-definitions.js";
import { METHOD_UNIONS, readMethods, readRequests, type MethodUnion } from "./read/read-methods.js";
import { isResult } from "./read/result-names.js";
import { nameVariants } from "./read/variant-definitions.js";

/** Resolves a schema bundle into the {@link Protocol}. */
export async function readProtocol(bundle: SchemaBundle): Promise<Protocol> {
  const { definitions, wider } = await readDefinitions(bundle);
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

function withNamedVariants(definitions: readonly Definition[]): readonly Definition[] {
  const taken = new Set(definitions.map((definition) => definition.name));
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  const all: Definition[] = [];
  for (const definition of definitions) {
    const named = messages.has(definition.name) ? [definition] : nameVariants(definition, taken);
    for (const { name } of named) taken.add(name);
    all.push(...named);
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
