import {
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertySignatureStructure,
} from "ts-morph";
import { referencesIn } from "../protocol/api-level.js";
import {
  type NotificationMethod,
  type Params,
  type Protocol,
  type RequestMethod,
} from "../protocol/protocol.js";
import { docText, docs, experimentalTag } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { typeText } from "./type-text.js";

/** The maps from method to params and result. */
export function emitMethods(protocol: Protocol): Parts {
  return printMaps(protocol, "");
}

/** The same as a client meets them that opted into the experimental API. */
export function emitExperimentalMethods(protocol: Protocol): Parts {
  return printMaps(protocol, "Experimental");
}

function printMaps(
  { clientRequests, serverRequests, serverNotifications, clientNotifications }: Protocol,
  prefix: string,
): Parts {
  const methods = [...clientRequests, ...serverRequests, ...serverNotifications, ...clientNotifications];
  return printModule(
    "methods.ts",
    [{ from: "./types.js", types: methods.flatMap(mentioned) }],
    [
      methodMap(
        `${prefix}ClientRequests`,
        "What the client may ask: method → params and result.",
        clientRequests,
      ),
      methodMap(
        `${prefix}ServerRequests`,
        "What the server may ask: method → params and result.",
        serverRequests,
      ),
      methodMap(
        `${prefix}ServerNotifications`,
        "What the server tells: method → params.",
        serverNotifications,
      ),
      methodMap(
        `${prefix}ClientNotifications`,
        "What the client tells: method → params.",
        clientNotifications,
      ),
    ],
  );
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
      const words = docText(method.doc, experimentalTag(method));
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
