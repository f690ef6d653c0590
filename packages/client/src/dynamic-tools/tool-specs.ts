import type { FunctionDynamicToolSpec } from "../generated/types.js";
import { isSchema } from "../schema/map-schemas.js";
import { parts, type Tool } from "./tool.js";
import { typedSchema } from "./typed-schema.js";

/** The tools as they are announced to the runtime. */
export function specsOf(tools: readonly Tool[]): readonly FunctionDynamicToolSpec[] {
  return tools.map(({ name, description, [parts]: { inputSchema } }) => ({
    type: "function",
    name,
    description,
    inputSchema: isSchema(inputSchema) ? typedSchema(inputSchema) : inputSchema,
  }));
}
