import { createRequire } from "node:module";
import type * as Input from "quicktype-core/dist/esm/input/JSONSchemaInput.js";
import type * as Builder from "quicktype-core/dist/esm/Type/TypeBuilder.js";
import type * as Graph from "quicktype-core/dist/esm/Type/TypeGraph.js";
import type * as Types from "quicktype-core/dist/esm/Type/index.js";

// The modules that read a schema, and not the package's root, which loads every language that quicktype can print. As CommonJS
// they load in little more than half the time. Everything of it comes through here, as its classes are told apart by identity
// and the package holds them twice.
const load = createRequire(import.meta.url);
export const { JSONSchemaInput } = load("quicktype-core/dist/input/JSONSchemaInput.js") as typeof Input;
export const { TypeBuilder } = load("quicktype-core/dist/Type/TypeBuilder.js") as typeof Builder;
export const { TypeGraph } = load("quicktype-core/dist/Type/TypeGraph.js") as typeof Graph;
export const { ArrayType, IntersectionType, ObjectType, UnionType } = load(
  "quicktype-core/dist/Type/index.js",
) as typeof Types;
