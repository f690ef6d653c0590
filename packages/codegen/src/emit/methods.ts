import {
  StructureKind,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertySignatureStructure,
} from "ts-morph";
import {
  type NotificationMethod,
  type Params,
  type Protocol,
  type RequestMethod,
} from "../protocol/protocol.js";
import { docText, docs } from "./docs.js";
import { printModule } from "./source.js";
import { referencesIn, typeText } from "./type-text.js";

/** The maps from method to params and result. */
export function emitMethods(protocol: Protocol): string {
  const maps = [
    methodMap(
      "ClientRequests",
      "What the client may ask: method → params and result.",
      protocol.clientRequests,
    ),
    methodMap(
      "ServerRequests",
      "What the server may ask: method → params and result.",
      protocol.serverRequests,
    ),
    methodMap("ServerNotifications", "What the server tells: method → params.", protocol.serverNotifications),
    methodMap("ClientNotifications", "What the client tells: method → params.", protocol.clientNotifications),
  ];
  const methods = [
    protocol.clientRequests,
    protocol.serverRequests,
    protocol.serverNotifications,
    protocol.clientNotifications,
  ].flat();
  return printModule("methods.ts", [{ from: "./types.js", types: methods.flatMap(mentioned) }], maps);
}

/** The params of a method as a type. */
function paramsText(params: Params): string {
  return params.kind === "none"
    ? "undefined"
    : `${typeText(params.type)}${params.optional ? " | undefined" : ""}`;
}

function methodMap(
  name: string,
  doc: string,
  methods: readonly (RequestMethod | NotificationMethod)[],
): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs: docs(doc),
    properties: methods.map((method): OptionalKind<PropertySignatureStructure> => {
      const words = docText(method.doc);
      const result = "result" in method ? `; result: ${typeText(method.result)}` : "";
      return {
        name: JSON.stringify(method.method),
        type: `{ params: ${paramsText(method.params)}${result} }`,
        docs: docs(words),
      };
    }),
  };
}

function mentioned(method: RequestMethod | NotificationMethod): readonly string[] {
  return [
    ...(method.params.kind === "none" ? [] : referencesIn(method.params.type)),
    ...("result" in method ? referencesIn(method.result) : []),
  ];
}
