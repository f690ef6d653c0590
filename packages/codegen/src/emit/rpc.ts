import type { StatementStructures } from "ts-morph";
import { referencesIn } from "../protocol/visit.js";
import type { Protocol, RequestMethod, TypeNode } from "../protocol/protocol.js";
import { docComment, docs } from "./docs.js";
import type { FindDefinition } from "./example.js";
import { groupDoc, requestDoc } from "./rpc-docs.js";
import { sinceText } from "./since-text.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { TypeNames } from "./type-names.js";
import { propertyName, typeText } from "./type-text.js";

/** The raw protocol as a type: a function per client request, grouped by the method's path: `thread/list` is `rpc.thread.list`. */
export function emitRpc(protocol: Protocol, support: string): Parts {
  const writer = writerOf(protocol, ["CallOptions", "Promise", "Rpc"]);
  return printModule(
    "rpc.ts",
    [{ from: support, types: ["CallOptions"] }, writer.names.import("./types.js", mentioned(protocol))],
    [rpcInterface("Rpc", writer)],
  );
}

/**
 * The same as a client sees it that opted into the experimental API, and the functions themselves, which are the same for
 * all clients: what a client sees of them is a matter of its type.
 */
export function emitExperimentalRpc(protocol: Protocol, support: string): Parts {
  const requests = "ExperimentalClientRequests";
  const own = [
    "CallOptions",
    "ExperimentalRpc",
    "Object",
    "Promise",
    "RequestFunction",
    "createRpc",
    "Readonly",
    "REQUESTS_SINCE",
    "Record",
  ];
  const writer = writerOf(protocol, [...own, requests]);
  const create = `export function createRpc(call: RequestFunction<${requests}>): ExperimentalRpc {
    return ${valueText(grouped(protocol), writer)};
  }`;
  return printModule(
    "rpc.ts",
    [
      { from: support, types: ["CallOptions", "RequestFunction"] },
      { from: "./methods.js", types: [requests] },
      writer.names.import("./types.js", mentioned(protocol)),
    ],
    [
      rpcInterface("ExperimentalRpc", writer),
      `${docComment("Makes the functions over one connection.")}${create}`,
      requestsSince(protocol),
    ],
  );
}

const SINCE_DOC =
  "The requests that not every runtime answers: since when one needs no opt-in, and since when there is one for those who opted in. Empty is a request that has always needed it.";

/** Beside the functions: a compressed bundle then holds the names of the methods once. */
function requestsSince({ clientRequests }: Protocol): string {
  const lines = clientRequests.flatMap(({ method, experimental, age }) =>
    experimental || age?.stable !== undefined ? [`${JSON.stringify(method)}: ${sinceText(age)},`] : [],
  );
  return `${docComment(SINCE_DOC)}export const REQUESTS_SINCE: Readonly<Record<string, { readonly stable?: string; readonly experimental?: string }>> = {\n${lines.join("\n")}\n};`;
}

/** What the text of a function depends on. */
interface Writer {
  readonly protocol: Protocol;
  readonly names: TypeNames;
  readonly find: FindDefinition;
}

function writerOf(protocol: Protocol, own: readonly string[]): Writer {
  const definitions = new Map(protocol.definitions.map((definition) => [definition.name, definition]));
  return {
    protocol,
    names: new TypeNames([...definitions.keys()], own),
    find: (name) => definitions.get(name),
  };
}

interface Group {
  method: RequestMethod | undefined;
  readonly groups: Map<string, Group>;
}

function grouped({ clientRequests }: Protocol): Group {
  const root: Group = { method: undefined, groups: new Map() };
  for (const request of clientRequests) {
    let group = root;
    for (const name of request.method.split("/")) {
      const inner = group.groups.get(name) ?? { method: undefined, groups: new Map<string, Group>() };
      group.groups.set(name, inner);
      group = inner;
    }
    group.method = request;
  }
  return root;
}

function rpcInterface(name: string, writer: Writer): StatementStructures {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs: docs("The raw protocol: a typed function per request, grouped by the method's path."),
    properties: [...grouped(writer.protocol).groups].map(([key, group]) => ({
      name: propertyName(key),
      type: memberType(group, writer, [key]),
      docs: docs(memberDoc(group, writer, [key])),
    })),
  };
}

/** A method that is also the head of others (`a` beside `a/b`) is a function with properties. */
function memberType({ method, groups }: Group, writer: Writer, path: readonly string[]): string {
  const members = [...groups].map(([name, inner]) => {
    const below = [...path, name];
    return `${docComment(memberDoc(inner, writer, below))}${propertyName(name)}: ${memberType(inner, writer, below)};`;
  });
  const parts = [
    ...(method === undefined ? [] : [`(${signature(method, writer)})`]),
    ...(members.length === 0 ? [] : [`{\n${members.join("\n")}\n}`]),
  ];
  return parts.join(" & ");
}

function memberDoc({ method }: Group, { find, names }: Writer, path: readonly string[]): string | undefined {
  return method === undefined ? groupDoc(path) : requestDoc(method, find, names);
}

function signature({ params, result }: RequestMethod, { names, find }: Writer): string {
  const answer = `Promise<${typeText(result, names.of)}>`;
  if (params.kind === "none") return `(options?: CallOptions) => ${answer}`;
  const optional = params.optional || isOmittable(params.type, find);
  return `(params${optional ? "?" : ""}: ${typeText(params.type, names.of)}, options?: CallOptions) => ${answer}`;
}

/** @param typed Whether the wrappers must say their types: the compiler carries no expected type into a call. */
function valueText({ method, groups }: Group, writer: Writer, typed = false): string {
  const whole = typed || (method !== undefined && groups.size > 0);
  const members = [...groups].map(
    ([name, inner]) => `${valueName(name)}: ${valueText(inner, writer, whole)},`,
  );
  const group = `{\n${members.join("\n")}\n}`;
  if (method === undefined) return group;
  const wrapper = wrapperText(method, writer, whole);
  if (groups.size === 0) return wrapper;
  const taken = [...groups.keys()].filter((name) => FUNCTION_KEYS.has(name));
  return `Object.assign(${taken.length === 0 ? wrapper : withKeysFreed(wrapper, taken)}, ${group})`;
}

/** What a function has under these names, of its own or from its prototype, does not take an assignment. */
const FUNCTION_KEYS = new Set(["name", "length", "caller", "arguments", "__proto__"]);

function withKeysFreed(wrapper: string, keys: readonly string[]): string {
  const free = "{ value: undefined, writable: true, enumerable: true, configurable: true }";
  return `Object.defineProperties(${wrapper}, { ${keys.map((key) => `${valueName(key)}: ${free}`).join(", ")} })`;
}

/** A key of an object literal, where `__proto__` would set the prototype unless it is computed. */
function valueName(name: string): string {
  return name === "__proto__" ? `["__proto__"]` : propertyName(name);
}

function wrapperText({ method, params }: RequestMethod, { names, find }: Writer, typed: boolean): string {
  const name = JSON.stringify(method);
  const options = typed ? "options?: CallOptions" : "options";
  if (params.kind === "none") return `(${options}) => call(${name}, undefined, options)`;
  // The server wants params to be there, if only as an empty object.
  const defaulted = !params.optional && isOmittable(params.type, find);
  const type = typed ? `${params.optional ? "?" : ""}: ${typeText(params.type, names.of)}` : "";
  return `(params${type}${defaulted ? " = {}" : ""}, ${options}) => call(${name}, params, options)`;
}

function isOmittable(type: TypeNode, find: FindDefinition): boolean {
  const target = type.kind === "reference" ? find(type.name)?.type : type;
  return (
    target?.kind === "map" ||
    (target?.kind === "object" && target.properties.every((property) => property.optional))
  );
}

function mentioned({ clientRequests }: Protocol): readonly string[] {
  return clientRequests.flatMap(({ params, result }) => [
    ...(params.kind === "none" ? [] : referencesIn(params.type)),
    ...referencesIn(result),
  ]);
}
