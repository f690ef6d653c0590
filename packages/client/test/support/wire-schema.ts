import { readProtocol } from "../../../codegen/src/protocol/read-protocol.js";
import { applyCorrections } from "../../../codegen/src/schema/apply-corrections.js";
import type { JsonSchema } from "../../../codegen/src/schema/json-schema.js";
import { mergeExperimental } from "../../../codegen/src/schema/merge-experimental.js";
import { mergeNamespaces } from "../../../codegen/src/schema/merge-namespaces.js";
import { extractSchema, installedRuntime } from "../../../codegen/src/schema/runtime.js";

/** What the generated types were made from, in the form in which traffic is held to it. */
export interface WireSchema {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** As the runtime printed those definitions that have a correction. */
  readonly uncorrected: Readonly<Record<string, JsonSchema>>;
  /** Request → the definition it is answered with. */
  readonly results: Readonly<Record<string, string>>;
}

/** The unions that list the protocol's methods. */
export type MethodList = "ClientRequest" | "ServerRequest" | "ServerNotification";

/** The cases of a list, each with its method. */
export function casesOf(
  { definitions }: Pick<WireSchema, "definitions">,
  list: MethodList,
): readonly { readonly method: string; readonly schema: JsonSchema }[] {
  const union = definitions[list];
  const cases = typeof union === "object" ? (union.oneOf ?? []) : [];
  return cases.map((schema) => ({ method: methodOf(schema), schema }));
}

function methodOf(schema: JsonSchema): string {
  const method = typeof schema === "object" ? schema.properties?.["method"] : undefined;
  const name = typeof method === "object" ? method.enum?.[0] : undefined;
  if (typeof name !== "string") throw new Error(`A case without a method: ${JSON.stringify(schema)}`);
  return name;
}

/** Reads the pinned runtime's schema, stable and experimental merged and corrected, as the generator does. */
export async function readWireSchema(): Promise<WireSchema> {
  const printed = await extractSchema(await installedRuntime(import.meta.dirname));
  const bundle = (text: string) => mergeNamespaces(JSON.parse(text), "wire.json", printed.runtimeVersion);
  const raw = mergeExperimental(bundle(printed.stable), bundle(printed.experimental));
  const corrected = applyCorrections(raw);
  const protocol = await readProtocol(corrected);
  return {
    definitions: Object.fromEntries([...corrected.definitions].map(([name, { schema }]) => [name, schema])),
    uncorrected: Object.fromEntries(
      [...raw.definitions].flatMap(([name, { schema }]) =>
        schema === corrected.definitions.get(name)?.schema ? [] : [[name, schema]],
      ),
    ),
    results: Object.fromEntries(
      [...protocol.clientRequests, ...protocol.serverRequests].map(({ method, result }) => [
        method,
        result.kind === "reference" ? result.name : "",
      ]),
    ),
  };
}
