import type { RunContext, Type } from "quicktype-core";
import { CodegenError } from "../../../errors/codegen-error.js";
import type { SchemaBundle } from "../../../schema/json-schema.js";
import { lower } from "./lower.js";
import { JSONSchemaInput, TypeBuilder, TypeGraph } from "./quicktype.js";

/** quicktype-core's type for each definition, by name. */
export type TypeGraphRoots = ReadonlyMap<string, Type>;

const DOCUMENT = "protocol.json";

/**
 * Has quicktype-core read the definitions into its type graph and takes the graph as it is then: the rewrites that
 * quicktype runs next would flatten every union of objects into one object of optional properties.
 */
export async function readTypeGraph(bundle: SchemaBundle): Promise<TypeGraphRoots> {
  const names = [...bundle.definitions.keys()];
  // Under numbers: what is a name to a schema may be an address, or part of a path, to quicktype-core.
  const numbers = new Map(names.map((name, index) => [name, String(index)]));
  const keyOf = (name: string): string => `d${numbers.get(name) ?? ""}`;
  // A reference without a document is one that quicktype-core looks for in vain first, with an exception each time.
  const reference = (name: string) => `${DOCUMENT}#/definitions/${keyOf(name)}`;
  const definitions = Object.fromEntries(
    [...bundle.definitions].map(([name, { schema }]) => [keyOf(name), lower(schema, reference)] as const),
  );
  const input = new JSONSchemaInput(undefined);
  await input.addSource({
    name: DOCUMENT,
    uris: [`${DOCUMENT}#/definitions/`],
    schema: JSON.stringify({ definitions }),
  });
  const builder = new TypeBuilder(new Map(), false, false, false, false);
  builder.typeGraph = new TypeGraph(builder, 0, false);
  try {
    await input.addTypes(PLAIN_RUN, builder);
    const { topLevels } = builder.finish();
    return new Map(names.flatMap((name) => rootOf(topLevels.get(keyOf(name)), name)));
  } catch (cause) {
    throw new CodegenError({
      message: "quicktype-core cannot read the schema.",
      file: bundle.file,
      pointer: "",
      found: cause instanceof Error ? cause.message : String(cause),
      expected: "a schema of which it can make a graph",
      fix: "Report it with the schema, or with the runtime's version.",
      cause,
    });
  }
}

function rootOf(type: Type | undefined, name: string): readonly (readonly [string, Type])[] {
  return type === undefined ? [] : [[name, type]];
}

const PLAIN_RUN: RunContext = {
  stringTypeMapping: new Map(),
  debugPrintReconstitution: false,
  debugPrintTransformations: false,
  debugPrintSchemaResolving: false,
  timeSync: (_name, step) => step(),
  time: (_name, step) => step(),
};
