import type { DynamicToolCallResponse } from "../generated/types.js";
import type { ToolOutput, ToolResult } from "./tool.js";

/** What is answered for a result. Throws for what has no JSON form. */
export function responseTo(result: ToolResult): DynamicToolCallResponse {
  if (isToolOutput(result)) {
    return { success: result.success ?? true, contentItems: [...result.contentItems] };
  }
  return { success: true, contentItems: [{ type: "inputText", text: textOf(result) }] };
}

/** The answer for a call that failed. The model sees the text alone, so it must say so. */
export function failure(text: string): DynamicToolCallResponse {
  return { success: false, contentItems: [{ type: "inputText", text }] };
}

function textOf(result: ToolResult): string {
  if (typeof result === "string") return result;
  return JSON.stringify(result) ?? "";
}

function isToolOutput(result: ToolResult): result is ToolOutput {
  return (
    typeof result === "object" &&
    result !== null &&
    "contentItems" in result &&
    Array.isArray(result.contentItems)
  );
}
