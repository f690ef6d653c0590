import type { JsonSchemaObject } from "../../schema/json-schema.js";
import type { Subschema } from "../../schema/subschemas.js";
import { standsAlone } from "./object-keys.js";

/** The schemas of an array's elements, in the order in which the graph has them. */
export interface Elements {
  /** Of the first elements, one each: `prefixItems`, or `items` as draft-07 writes a tuple. */
  readonly first: readonly Subschema[];
  /** Of all others; `undefined` where the schema says nothing. */
  readonly rest: Subschema | undefined;
}

/** What `schema` says of the elements of an array. */
export function elementsOf(schema: JsonSchemaObject): Elements {
  const { items, prefixItems, additionalItems, unevaluatedItems } = schema;
  const unevaluated = standsAlone(schema, "unevaluatedItems", unevaluatedItems);
  if (Array.isArray(items)) {
    return {
      first: listed("items", items),
      rest:
        additionalItems === undefined ? unevaluated : { schema: additionalItems, keys: ["additionalItems"] },
    };
  }
  const others = items as Exclude<typeof items, readonly unknown[]>;
  return {
    first: listed("prefixItems", prefixItems ?? []),
    rest: others === undefined ? unevaluated : { schema: others, keys: ["items"] },
  };
}

function listed(keyword: string, schemas: readonly Subschema["schema"][]): readonly Subschema[] {
  return schemas.map((schema, index) => ({ schema, keys: [keyword, index] }));
}
