import { type StatementStructures } from "ts-morph";
import { referencesIn } from "../protocol/api-level.js";
import { type Protocol, type RequestMethod, type TypeNode } from "../protocol/protocol.js";
import { docComment, docText, docs, experimentalTag } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { propertyName, typeText } from "./type-text.js";

/** The raw protocol as a type: a function per client request, grouped by the method's path: `thread/list` is `rpc.thread.list`. */
export function emitRpc(protocol: Protocol, support: string): Parts {
  return printModule(
    "rpc.ts",
    [
      { from: support, types: ["CallOptions"] },
      { from: "./types.js", types: mentioned(protocol) },
    ],
    [rpcInterface("Rpc", protocol)],
  );
}

/**
 * The same as a client sees it that opted into the experimental API, and the functions themselves, which are the same for
 * all clients: what a client sees of them is a matter of its type.
 */
export function emitExperimentalRpc(protocol: Protocol, support: string): Parts {
  const create = `export function createRpc(call: RequestFunction<ExperimentalClientRequests>): ExperimentalRpc {
    return ${valueText(grouped(protocol), protocol)};
  }`;
  return printModule(
    "rpc.ts",
    [
      { from: support, types: ["CallOptions", "RequestFunction"] },
      { from: "./methods.js", types: ["ExperimentalClientRequests"] },
      { from: "./types.js", types: mentioned(protocol) },
    ],
    [
      rpcInterface("ExperimentalRpc", protocol),
      `${docComment("Makes the functions over one connection.")}${create}`,
    ],
  );
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

function rpcInterface(name: string, protocol: Protocol): StatementStructures {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs: docs("The raw protocol: a typed function per request, grouped by the method's path."),
    properties: [...grouped(protocol).groups].map(([key, group]) => ({
      name: propertyName(key),
      type: memberType(group, protocol),
      docs: docs(memberDoc(group)),
    })),
  };
}

/** A method that is also the head of others (`a` beside `a/b`) is a function with properties. */
function memberType({ method, groups }: Group, protocol: Protocol): string {
  const members = [...groups].map(
    ([name, inner]) =>
      `${docComment(memberDoc(inner))}${propertyName(name)}: ${memberType(inner, protocol)};`,
  );
  const parts = [
    ...(method === undefined ? [] : [`(${signature(method, protocol)})`]),
    ...(members.length === 0 ? [] : [`{\n${members.join("\n")}\n}`]),
  ];
  return parts.join(" & ");
}

function memberDoc({ method }: Group): string | undefined {
  if (method === undefined) return undefined;
  return docText(method.doc, `Protocol method \`${method.method}\`.`, experimentalTag(method));
}

function signature({ params, result }: RequestMethod, protocol: Protocol): string {
  const answer = `Promise<${typeText(result)}>`;
  if (params.kind === "none") return `(options?: CallOptions) => ${answer}`;
  const optional = params.optional || isOmittable(params.type, protocol);
  return `(params${optional ? "?" : ""}: ${typeText(params.type)}, options?: CallOptions) => ${answer}`;
}

/** @param typed Whether the wrappers must say their types: the compiler carries no expected type into Object.assign. */
function valueText({ method, groups }: Group, protocol: Protocol, typed = false): string {
  const whole = typed || (method !== undefined && groups.size > 0);
  const members = [...groups].map(
    ([name, inner]) => `${propertyName(name)}: ${valueText(inner, protocol, whole)},`,
  );
  const group = `{\n${members.join("\n")}\n}`;
  if (method === undefined) return group;
  const wrapper = wrapperText(method, protocol, whole);
  return groups.size === 0 ? wrapper : `Object.assign(${wrapper}, ${group})`;
}

function wrapperText({ method, params }: RequestMethod, protocol: Protocol, typed: boolean): string {
  const name = JSON.stringify(method);
  const options = typed ? "options?: CallOptions" : "options";
  if (params.kind === "none") return `(${options}) => call(${name}, undefined, options)`;
  // The server wants params to be there, if only as an empty object.
  const defaulted = !params.optional && isOmittable(params.type, protocol);
  const type = typed ? `${params.optional ? "?" : ""}: ${typeText(params.type)}` : "";
  return `(params${type}${defaulted ? " = {}" : ""}, ${options}) => call(${name}, params, options)`;
}

function isOmittable(type: TypeNode, protocol: Protocol): boolean {
  const target =
    type.kind === "reference" ? protocol.definitions.find(({ name }) => name === type.name)?.type : type;
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
