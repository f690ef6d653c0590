import type { RequestMethod, TypeNode } from "../protocol/protocol.js";
import { docText, schemaWords, standingTags } from "./docs.js";
import { exampleOf, type FindDefinition } from "./example.js";
import type { TypeNames } from "./type-names.js";
import { propertyName } from "./type-text.js";

/** More names than these, the type says better. */
const MOST_FIELDS = 8;

/**
 * What stands above a function of the raw protocol. There are hundreds of them, so it is short: what the schema says, what is sent and
 * answered, and how to call it where that takes something.
 */
export function requestDoc(
  request: RequestMethod,
  find: FindDefinition,
  names: TypeNames,
): string | undefined {
  const called = exampleCall(request, find);
  const sent = paramsDoc(request, find);
  return docText(
    request.doc && schemaWords(request.doc),
    `Protocol method \`${request.method}\`.`,
    [
      ...(standingTags(request)?.split("\n") ?? []),
      ...(sent === undefined ? [] : [`@param params ${sent}`]),
      `@returns ${answerWords(request.result, find, names)}`,
      "@throws RpcError if the server refuses.",
      ...(called === undefined ? [] : [`@example ${schemaWords(called)}`]),
    ].join("\n"),
  );
}

/** What stands above the functions whose methods share the head of their path. */
export function groupDoc(path: readonly string[]): string | undefined {
  return docText(`Methods of \`${path.join("/")}\`.`);
}

/** Only with what must be given: a call without anything is no news. */
function exampleCall({ method, params }: RequestMethod, find: FindDefinition): string | undefined {
  if (params.kind === "none") return undefined;
  const given = exampleOf(params.type, find);
  if (given === undefined || given === "{}") return undefined;
  const path = method.split("/").map((segment) => {
    const name = propertyName(segment);
    return name === segment ? `.${name}` : `[${name}]`;
  });
  return `await codex.rpc${path.join("")}(${given});`;
}

function answerWords(result: TypeNode, find: FindDefinition, names: TypeNames): string {
  const type = result.kind === "reference" ? (find(result.name)?.type ?? result) : result;
  if (type.kind === "map") return "An empty object.";
  if (type.kind === "object" && type.properties.length <= MOST_FIELDS) {
    const fields = type.properties.map(({ name, optional }) => `${propertyName(name)}${optional ? "?" : ""}`);
    return `\`{ ${fields.join(", ")} }\``;
  }
  return result.kind === "reference" ? `{@link ${names.of(result.name)}}` : "The answer.";
}

/** The first words of the schema on what is sent, as one line. */
function paramsDoc({ params }: RequestMethod, find: FindDefinition): string | undefined {
  const doc =
    params.kind === "params" && params.type.kind === "reference" ? find(params.type.name)?.doc : undefined;
  const [first] = doc?.split("\n\n") ?? [];
  return first && schemaWords(first.replaceAll("\n", " "));
}
