import { type Protocol, type RequestMethod } from "../protocol/protocol.js";
import { docComment } from "./docs.js";
import { sinceText } from "./since-text.js";
import { printModule, type Parts } from "./source.js";

/** The version of the runtime that the output was generated from, and which requests runtimes have. */
export function emitVersion(protocol: Protocol): Parts {
  const version =
    "The version of the Codex runtime that this code was generated from, or `null` where its schema did not say.";
  const requests =
    "The requests that not every runtime answers: since when one needs no opt-in, and since when there is one for those who opted in. Empty is a request that has always needed it.";
  return printModule(
    "version.ts",
    [],
    [
      `${docComment(version)}export const RUNTIME_VERSION: string | null = ${JSON.stringify(protocol.runtimeVersion)};`,
      `${docComment(requests)}export const REQUESTS_SINCE: Readonly<Record<string, { readonly stable?: string; readonly experimental?: string }>> = {
${protocol.clientRequests.flatMap(sinceLine).join("\n")}
};`,
    ],
  );
}

function sinceLine({ method, experimental, age }: RequestMethod): readonly string[] {
  if (!experimental && age?.stable === undefined) return [];
  return [`${JSON.stringify(method)}: ${sinceText(age)},`];
}
