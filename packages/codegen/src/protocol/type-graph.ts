import type { RunContext, Type } from "quicktype-core";
import { CodegenError } from "../errors/codegen-error.js";
import { type SchemaBundle } from "../schema/json-schema.js";
import { JSONSchemaInput, TypeBuilder, TypeGraph } from "./quicktype.js";

/** quicktype-core's type for each definition, by name. */
export type TypeGraphRoots = ReadonlyMap<string, Type>;

const DOCUMENT = "protocol.json";

/**
 * Has quicktype-core read the definitions into its type graph and takes the graph as it is then: the rewrites that
 * quicktype runs next would flatten every union of objects into one object of optional properties.
 */
export async function readTypeGraph(bundle: SchemaBundle): Promise<TypeGraphRoots> {
  const definitions = Object.fromEntries([...bundle.definitions].map(([name, { schema }]) => [name, schema]));
  const input = new JSONSchemaInput(undefined);
  await input.addSource({
    name: DOCUMENT,
    uris: [`${DOCUMENT}#/definitions/`],
    schema: JSON.stringify({ definitions }, withDocument),
  });
  const builder = new TypeBuilder(new Map(), false, false, false, false);
  builder.typeGraph = new TypeGraph(builder, 0, false);
  try {
    await input.addTypes(PLAIN_RUN, builder);
    return builder.finish().topLevels;
  } catch (cause) {
    throw new CodegenError({
      message: "quicktype-core cannot read the schema.",
      file: bundle.file,
      pointer: pointerIn(cause, bundle),
      found: cause instanceof Error ? cause.message : String(cause),
      expected: "definitions whose references all resolve",
      fix: "Write the schema anew with the runtime's own generator; if it fails again, report it with the runtime's version.",
      cause,
    });
  }
}

/** Where in the bundle's file quicktype-core found fault: it says where in {@link DOCUMENT}. */
function pointerIn(cause: unknown, bundle: SchemaBundle): string {
  const text = cause instanceof Error ? cause.message : "";
  const [, name = "", rest = ""] = /#\/definitions\/([^/\s]+)(\S*)/.exec(text) ?? [];
  const definition = bundle.definitions.get(name);
  return definition === undefined ? "/definitions" : `${definition.pointer}${rest}`;
}

/** A reference without a document is one that quicktype-core looks for in vain first, with an exception each time. */
function withDocument(key: string, value: unknown): unknown {
  return key === "$ref" && typeof value === "string" && value.startsWith("#") ? DOCUMENT + value : value;
}

const PLAIN_RUN: RunContext = {
  stringTypeMapping: new Map(),
  debugPrintReconstitution: false,
  debugPrintTransformations: false,
  debugPrintSchemaResolving: false,
  timeSync: (_name, step) => step(),
  time: (_name, step) => step(),
};
