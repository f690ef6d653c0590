import { type SchemaBundle } from "../schema/json-schema.js";
import { type Definition, type Protocol } from "./protocol.js";
import { METHOD_UNIONS, readMethods, readRequests, type MethodUnion } from "./read-methods.js";
import { isExperimental, resolveType } from "./resolve-type.js";
import { refuseUnusedResults } from "./result-names.js";
import { readTypeGraph } from "./type-graph.js";
import { nameVariants } from "./variant-definitions.js";

/** Resolves a schema bundle into the {@link Protocol}. */
export async function readProtocol(bundle: SchemaBundle): Promise<Protocol> {
  const roots = await readTypeGraph(bundle);
  const names = new Map([...roots].map(([name, type]) => [type, name]));
  const resolved = new Map<string, Definition>();
  for (const [name, type] of roots) {
    const entry = bundle.definitions.get(name);
    if (entry === undefined) continue;
    const { schema, pointer } = entry;
    resolved.set(name, {
      name,
      doc: typeof schema === "boolean" ? undefined : schema.description,
      type: resolveType({ type, schema, file: bundle.file, pointer }, names),
      variantOf: undefined,
      experimental: isExperimental(schema),
    });
  }

  const typeOf = (name: MethodUnion) => resolved.get(name)?.type;
  const clientRequests = readRequests("ClientRequest", typeOf("ClientRequest"), bundle);
  const serverRequests = readRequests("ServerRequest", typeOf("ServerRequest"), bundle);
  refuseUnusedResults(
    resolved.keys(),
    new Set(
      [...clientRequests, ...serverRequests].map(({ result }) =>
        result.kind === "reference" ? result.name : "",
      ),
    ),
    { file: bundle.file, pointerOf: (name) => bundle.definitions.get(name)?.pointer ?? "" },
  );
  return {
    runtimeVersion: bundle.runtimeVersion,
    definitions: withNamedVariants([...resolved.values()], bundle.file),
    clientRequests,
    serverRequests,
    serverNotifications: readMethods("ServerNotification", typeOf("ServerNotification"), bundle),
    clientNotifications: readMethods("ClientNotification", typeOf("ClientNotification"), bundle),
  };
}

function withNamedVariants(definitions: readonly Definition[], file: string): readonly Definition[] {
  const taken = new Set(definitions.map((definition) => definition.name));
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  const all: Definition[] = [];
  for (const definition of definitions) {
    const named = messages.has(definition.name) ? [definition] : nameVariants(definition, taken, { file });
    for (const { name } of named) taken.add(name);
    all.push(...named);
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
