import type { InterfaceDeclarationStructure, OptionalKind, PropertySignatureStructure } from "ts-morph";
import { referencesIn } from "../protocol/visit.js";
import type { NotificationMethod, Params, Protocol, RequestMethod } from "../protocol/protocol.js";
import { docText, docs, schemaWords, standingTags } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { TypeNames } from "./type-names.js";
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
  { definitions, clientRequests, serverRequests, serverNotifications, clientNotifications }: Protocol,
  prefix: string,
): Parts {
  const methods = [...clientRequests, ...serverRequests, ...serverNotifications, ...clientNotifications];
  const maps = ["ClientRequests", "ServerRequests", "ServerNotifications", "ClientNotifications"];
  const names = new TypeNames(
    definitions.map(({ name }) => name),
    maps.map((name) => prefix + name),
  );
  return printModule(
    "methods.ts",
    [names.import("./types.js", methods.flatMap(mentioned))],
    [
      methodMap(
        `${prefix}ClientRequests`,
        "What the client may ask: method → params and result.",
        clientRequests,
        names,
      ),
      methodMap(
        `${prefix}ServerRequests`,
        "What the server may ask: method → params and result.",
        serverRequests,
        names,
      ),
      methodMap(
        `${prefix}ServerNotifications`,
        "What the server tells: method → params.",
        serverNotifications,
        names,
      ),
      methodMap(
        `${prefix}ClientNotifications`,
        "What the client tells: method → params.",
        clientNotifications,
        names,
      ),
    ],
  );
}

/** The params of a method as a type. */
function paramsText(params: Params, names: TypeNames): string {
  return params.kind === "none"
    ? "undefined"
    : `${typeText(params.type, names.of)}${params.optional ? " | undefined" : ""}`;
}

function methodMap(
  name: string,
  doc: string,
  methods: readonly (RequestMethod | NotificationMethod)[],
  names: TypeNames,
): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs: docs(doc),
    properties: methods.map((method): OptionalKind<PropertySignatureStructure> => {
      const words = docText(method.doc && schemaWords(method.doc), standingTags(method));
      const result = "result" in method ? `; result: ${typeText(method.result, names.of)}` : "";
      return {
        name: JSON.stringify(method.method),
        type: `{ params: ${paramsText(method.params, names)}${result} }`,
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
