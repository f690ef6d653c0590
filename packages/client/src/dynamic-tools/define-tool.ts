import { UsageError } from "../errors/usage-error.js";
import { readSchema } from "../schema/read-schema.js";
import type { SchemaInput, SchemaOutput } from "../schema/schema-input.js";
import { describeIssues } from "../schema/standard-schema.js";
import { failure, responseTo } from "./call-response.js";
import { parts, type Tool, type ToolContext, type ToolResult } from "./tool.js";

/**
 * A tool, for {@link defineTool}.
 *
 * @experimental
 * @example
 * ```ts
 * const definition: ToolDefinition<JsonSchema> = {
 *   name: "now",
 *   description: "The time, in UTC.",
 *   parameters: { type: "object", properties: {} },
 *   execute: () => new Date().toISOString(),
 * };
 * ```
 */
export interface ToolDefinition<Schema extends SchemaInput> {
  /**
   * What the model calls it: at most 128 letters, digits, `_` and `-`. Where the runtime has a tool of that name, such as
   * `exec_command`, it may keep its own.
   */
  readonly name: string;
  /** What the model reads to know when and how to call it. */
  readonly description: string;
  /**
   * The arguments, as an object: JSON Schema, or a Standard Schema value that can give its own. The latter validates what the
   * model wrote before `execute` gets it; JSON Schema does not.
   */
  readonly parameters: Schema;
  /** Does the work. Calls may come at the same time. What it throws is a failure that the model reads the message of. */
  readonly execute: (args: SchemaOutput<Schema>, context: ToolContext) => ToolResult | Promise<ToolResult>;
}

/**
 * Defines a tool: the model may call it in the threads that it is given to, and this process executes it. For clients that were
 * connected with `experimentalApi: true`.
 *
 * Protocol: `dynamicTools` of `thread/start`, and `item/tool/call`.
 *
 * @returns What the option `tools` takes.
 * @throws UsageError for a name that no tool can have, and for a schema that cannot give its JSON Schema.
 * @example
 * ```ts
 * await using codex = await Codex.connect({ experimentalApi: true });
 * const weather = defineTool({
 *   name: "weather",
 *   description: "The weather of a city, now.",
 *   parameters: z.object({ city: z.string() }),
 *   execute: async ({ city }, { signal }) => (await fetch(`https://wttr.in/${city}?format=3`, { signal })).text(),
 * });
 * const thread = await codex.startThread({ tools: [weather] });
 * await thread.run("Do I need an umbrella in Rome?");
 * ```
 */
export function defineTool<Schema extends SchemaInput>(definition: ToolDefinition<Schema>): Tool {
  const { name, description, parameters, execute } = definition;
  refuseName(name);
  if (typeof description !== "string") {
    throw new UsageError("description", `defineTool: the description of ${name} must be text.`);
  }
  if (typeof execute !== "function") {
    throw new UsageError("execute", `defineTool: execute of ${name} must be a function.`);
  }
  const { jsonSchema, validate } = readSchema(`defineTool (${name})`, "parameters", parameters);
  if ("type" in jsonSchema && jsonSchema.type !== "object") {
    throw new UsageError(
      "parameters",
      `defineTool (${name}): parameters must describe an object: the arguments by name.`,
    );
  }
  return {
    name,
    description,
    [parts]: {
      inputSchema: jsonSchema,
      call: async (args, context) => {
        try {
          const valid = await validate(args);
          if (!valid.ok) return failure(`The arguments are not valid: ${describeIssues(valid.issues)}`);
          // Validation may take its time.
          context.signal.throwIfAborted();
          return responseTo(await execute(valid.value, context));
        } catch (error) {
          return failure(`The tool failed: ${messageOf(error)}`);
        }
      },
    },
  };
}

/** The runtime's own rules, which it would state only when a thread starts. */
function refuseName(name: unknown): void {
  const problem =
    typeof name !== "string" || !/^[a-zA-Z0-9_-]{1,128}$/.test(name)
      ? "must be 1 to 128 letters, digits, _ and -"
      : /^mcp(__|$)/.test(name)
        ? "is kept for MCP servers"
        : undefined;
  if (problem === undefined) return;
  const shown =
    typeof name === "string" ? JSON.stringify(name.slice(0, 140)) : `a value of type ${typeof name}`;
  throw new UsageError("name", `defineTool: the name of a tool ${problem}; this one is ${shown}.`);
}

/** What the model may know of a fault: its message, and nothing of this process. */
function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  const known = typeof error === "object" && error !== null && "message" in error;
  return known && typeof error.message === "string" ? error.message : "it did not say why.";
}
