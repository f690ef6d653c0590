import { type Protocol, type RequestMethod, type TypeNode } from "../protocol/protocol.js";
import { docComment, docText } from "./docs.js";
import { printModule } from "./source.js";
import { propertyName, referencesIn, typeText } from "./type-text.js";

/** One wrapper per client request, grouped by the method's path: `thread/list` is `rpc.thread.list`. */
export function emitRpc(protocol: Protocol, support: string): string {
  const root: Group = { method: undefined, groups: new Map() };
  for (const request of protocol.clientRequests) place(root, request.method.split("/"), request);
  const body = `export function createRpc(call: RequestFunction<ClientRequests>) {\nreturn ${groupText(root, protocol)};\n}`;
  return printModule(
    "rpc.ts",
    [
      { from: support, types: ["CallOptions", "RequestFunction"] },
      { from: "./methods.js", types: ["ClientRequests"] },
      {
        from: "./types.js",
        types: protocol.clientRequests.flatMap(({ params }) =>
          params.kind === "none" ? [] : referencesIn(params.type),
        ),
      },
    ],
    [
      `${docComment("The raw protocol over one connection: a typed function per request, grouped by the method's path.")}${body}`,
      `${docComment("What {@link createRpc} returns.")}export type Rpc = ReturnType<typeof createRpc>;`,
    ],
  );
}

interface Group {
  method: RequestMethod | undefined;
  readonly groups: Map<string, Group>;
}

function place(group: Group, [head, ...rest]: readonly string[], request: RequestMethod): void {
  if (head === undefined) {
    group.method = request;
    return;
  }
  const inner = group.groups.get(head) ?? { method: undefined, groups: new Map<string, Group>() };
  group.groups.set(head, inner);
  place(inner, rest, request);
}

function groupText(group: Group, protocol: Protocol): string {
  const entries = [...group.groups].map(([name, inner]) => {
    const doc =
      inner.method === undefined
        ? ""
        : docComment(docText(inner.method.doc, `Protocol method \`${inner.method.method}\`.`));
    return `${doc}${propertyName(name)}: ${memberText(inner, protocol)},`;
  });
  return `{\n${entries.join("\n")}\n}`;
}

/** A method that is also the head of others (`a` beside `a/b`) is a function with properties. */
function memberText(group: Group, protocol: Protocol): string {
  if (group.method === undefined) return groupText(group, protocol);
  const wrapper = wrapperText(group.method, protocol);
  return group.groups.size === 0 ? wrapper : `Object.assign(${wrapper}, ${groupText(group, protocol)})`;
}

function wrapperText({ method, params }: RequestMethod, protocol: Protocol): string {
  const name = JSON.stringify(method);
  if (params.kind === "none") return `(options?: CallOptions) => call(${name}, undefined, options)`;
  const type = typeText(params.type);
  if (params.optional) return `(params?: ${type}, options?: CallOptions) => call(${name}, params, options)`;
  const whole = isOmittable(params.type, protocol) ? `params: ${type} = {}` : `params: ${type}`;
  return `(${whole}, options?: CallOptions) => call(${name}, params, options)`;
}

function isOmittable(type: TypeNode, protocol: Protocol): boolean {
  const target =
    type.kind === "reference" ? protocol.definitions.find(({ name }) => name === type.name)?.type : type;
  return (
    target?.kind === "map" ||
    (target?.kind === "object" && target.properties.every((property) => property.optional))
  );
}
