import { UsageError } from "../errors/usage-error.js";
import type { FunctionDynamicToolSpec } from "../generated/types.js";
import { isTool, parts, type Tool } from "./tool.js";

/** The tools of one client, by thread. The runtime knows their names and schemas; what executes them is known here alone. */
export class ThreadTools {
  readonly #optedIn: boolean;
  readonly #byThread = new Map<string, ReadonlyMap<string, Tool>>();

  /** @param optedIn Whether the client was connected with `experimentalApi`. */
  constructor(optedIn: boolean) {
    this.#optedIn = optedIn;
  }

  /**
   * The tools in an option `tools`. Types are not trusted.
   *
   * @throws UsageError for what are no tools, for two of one name, and on a client that did not opt in.
   */
  read(operation: string, option: unknown): readonly Tool[] {
    if (option === undefined) return [];
    if (!this.#optedIn) {
      throw refusal(operation, "are experimental. Connect with experimentalApi: true.");
    }
    if (!Array.isArray(option) || !option.every(isTool)) {
      throw refusal(operation, "must be a list of what defineTool made.");
    }
    const names = option.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw refusal(operation, `must have different names; two are called ${twice}.`);
    return option;
  }

  /** Has `tools` executed in a thread, in place of those of the same names. */
  give(threadId: string, tools: readonly Tool[]): void {
    if (tools.length === 0) return;
    const named = tools.map((tool) => [tool.name, tool] as const);
    this.#byThread.set(threadId, new Map([...(this.#byThread.get(threadId) ?? []), ...named]));
  }

  /** Has the tools of a thread executed in its fork too: the runtime passes them on. */
  passOn(threadId: string, fork: string): void {
    this.give(fork, [...(this.#byThread.get(threadId)?.values() ?? [])]);
  }

  /** The tool that a thread calls by this name. */
  find(threadId: string, name: string): Tool | undefined {
    return this.#byThread.get(threadId)?.get(name);
  }
}

/** The tools as they are announced to the runtime. */
export function specsOf(tools: readonly Tool[]): readonly FunctionDynamicToolSpec[] {
  return tools.map(({ name, description, [parts]: { inputSchema } }) => ({
    type: "function",
    name,
    description,
    inputSchema,
  }));
}

function refusal(operation: string, problem: string): UsageError {
  return new UsageError("tools", `${operation}: tools ${problem}`);
}
