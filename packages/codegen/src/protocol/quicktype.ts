import { createRequire } from "node:module";
import type * as Quicktype from "quicktype-core";
import type * as Graph from "quicktype-core/dist/esm/Type/TypeGraph.js";
import type * as Types from "quicktype-core/dist/esm/Type/index.js";
import type * as Strings from "quicktype-core/dist/esm/attributes/StringTypes.js";

// quicktype-core is 200 modules: as CommonJS they load in little more than half the time. Everything of it comes through here, as
// its classes are told apart by identity and the package holds them twice.
const load = createRequire(import.meta.url);
export const { InputData, JSONSchemaInput, TypeBuilder } = load("quicktype-core") as typeof Quicktype;
export const { TypeGraph } = load("quicktype-core/dist/Type/TypeGraph.js") as typeof Graph;
export const { ArrayType, IntersectionType, ObjectType, UnionType } = load(
  "quicktype-core/dist/Type/index.js",
) as typeof Types;
export const { stringTypesTypeAttributeKind } = load(
  "quicktype-core/dist/attributes/StringTypes.js",
) as typeof Strings;
