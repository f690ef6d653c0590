import { UsageError } from "../errors/usage-error.js";
import { isTool, type Tool } from "./tool.js";

/**
 * The tools in an option `tools`. Types are not trusted.
 *
 * @param optedIn Whether the client was connected with `experimentalApi`.
 * @throws UsageError for what are no tools, for two of one name, and on a client that did not opt in.
 */
export function readTools(operation: string, option: unknown, optedIn: boolean): readonly Tool[] {
  if (option === undefined) return [];
  if (!optedIn) throw refusal(operation, "are experimental. Connect with experimentalApi: true.");
  if (!Array.isArray(option) || !option.every(isTool)) {
    throw refusal(operation, "must be a list of what defineTool made.");
  }
  const names = option.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refusal(operation, `must have different names; two are called ${twice}.`);
  return option;
}

function refusal(operation: string, problem: string): UsageError {
  return new UsageError("tools", `${operation}: tools ${problem}`);
}
