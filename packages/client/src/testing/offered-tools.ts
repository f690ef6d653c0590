import type { Reply } from "./gate.js";
import type { ModelRequest, ResponsesRequestBody, ToolOnOffer } from "./model-request.js";
import type { OutputItem } from "./output-item.js";
import { editDistance } from "../lib/unknown-name.js";

/** In which the runtime puts its own tools for some models, that call them without it. */
const plainNamespace = "functions";

/** The tool by which a model finds those that are not listed: of MCP servers, and what an application defers. They are in a namespace. */
const search = "tool_search";
/** Items of the input that list tools: what takes the place of `tools` for some models, and what a search has found. */
const lists: readonly string[] = ["additional_tools", "tool_search_output"];

/** Some models get their tools in `tools` of the body, others in items of the input. A thread that changed its model has both. */
export function toolsOf({ tools = [], input }: ResponsesRequestBody): readonly ToolOnOffer[] {
  return [...tools, ...input.flatMap((item) => (lists.includes(item.type) ? (item.tools ?? []) : []))];
}

/** What is wrong with a reply that calls a tool which its request does not offer; undefined if nothing is. */
export function unofferedCall(request: ModelRequest, reply: Reply): string | undefined {
  const plain = reply.kind === "gate" ? reply.reply : reply;
  if (plain.kind !== "outputs") return undefined;
  const offered = toolsOf(request.body).flatMap((tool) => callNames(tool));
  const isHidden = (name: string): boolean => offered.includes(search) && name.includes(".");
  const wrong = plain.items
    .map(calledIn)
    .find((name) => name !== undefined && !offered.includes(name) && !isHidden(name));
  if (wrong === undefined) return undefined;
  if (wrong === "apply_patch") return `${lead(request, wrong)}. ${patching}`;
  const meant = offered.find((name) => name.endsWith(`.${wrong}`)) ?? nearestName(wrong, offered);
  return (
    `${lead(request, wrong)}${meant === undefined ? "" : ` (did you mean ${meant}?)`}. ` +
    `On offer: ${offered.length === 0 ? "none" : offered.join(", ")}. ` +
    "If that is on purpose, script the call with { unoffered: true }."
  );
}

const lead = ({ number }: ModelRequest, tool: string): string =>
  `the reply to request ${number} calls the tool ${tool}, which the request does not offer`;

/** The default model is none of those that the runtime knows to take patches. */
const patching =
  'The runtime offers it to models that it knows to take patches: give the home such a one, { model: "gpt-5.5" }.';

function calledIn(item: OutputItem): string | undefined {
  if (item.type !== "function_call" && item.type !== "custom_tool_call") return undefined;
  if (item.unoffered === true) return undefined;
  return item.type === "function_call" ? inNamespace(item.namespace, item.name) : item.name;
}

/** As they are called, the namespace before a dot. */
function callNames({ name, type, tools }: ToolOnOffer, namespace?: string): readonly string[] {
  if (tools !== undefined) return tools.flatMap((tool) => callNames(tool, name));
  return [inNamespace(namespace, name ?? type)];
}

function inNamespace(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === plainNamespace ? name : `${namespace}.${name}`;
}

/** The name among those on offer that differs in the fewest letters; undefined where none is near enough to be what was meant. */
function nearestName(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(name.length, candidate.length) / 3)
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate;
}
