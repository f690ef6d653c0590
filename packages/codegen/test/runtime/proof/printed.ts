import { applyCorrections } from "../../../src/schema/apply-corrections.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { printedSchema } from "../../support/printed.js";

/** Which of the runtime's two outputs. */
export type Family = "stable" | "experimental";

/** A family's definitions, namespaces side by side and corrections applied, without the generator's own merge. */
export async function printedDefinitions(family: Family): Promise<ReadonlyMap<string, JsonSchema>> {
  const text = (await printedSchema())[family];
  const bundle = JSON.parse(text) as { readonly definitions: Readonly<Record<string, JsonSchema>> };
  const { v2, ...root } = bundle.definitions;
  const definitions = Object.entries({ ...root, ...(v2 as Readonly<Record<string, JsonSchema>>) });
  const corrected = applyCorrections({
    file: `${family}.json`,
    runtimeVersion: null,
    definitions: new Map(
      definitions.map(([name, schema]) => [name, { schema, pointer: `/definitions/${name}` }]),
    ),
  });
  return new Map([...corrected.definitions].map(([name, { schema }]) => [name, schema]));
}

/** The methods that the runtime itself lists under a union of messages. */
export function methodsListed(
  definitions: ReadonlyMap<string, JsonSchema>,
  union: string,
): readonly JsonSchema[] {
  const list = definitions.get(union);
  return typeof list === "object" ? (list.oneOf ?? []) : [];
}
