// What the surface table makes of a runtime that is newer than the pinned one.
import path from "node:path";
import type { Protocol } from "@codex-typed/codegen";
import { expect, it } from "vitest";
import { readProtocol } from "../../../packages/codegen/src/protocol/read-protocol.js";
import { readSchema } from "../../../packages/codegen/src/schema/read.js";
import { resolveSurface } from "../../../packages/codegen/src/surface/resolve-surface.js";

const client = path.resolve(import.meta.dirname, "../../../packages/client");

/** `protocol` with a field of `ThreadListParams` beside `excludedThreadIds` and of its type, as 0.171.0 has it. */
function withField({ definitions, ...rest }: Protocol, name: string): Protocol {
  return {
    ...rest,
    definitions: definitions.map((definition) => {
      const { type } = definition;
      if (definition.name !== "ThreadListParams" || type.kind !== "object") return definition;
      const properties = type.properties.filter((property) => property.name !== name);
      const like = properties.find((property) => property.name === "excludedThreadIds");
      if (like === undefined) throw new Error("ThreadListParams has no excludedThreadIds");
      return { ...definition, type: { ...type, properties: [...properties, { ...like, name }] } };
    }),
  };
}

it("listing by id is an option of both methods that list threads, once the runtime has it", async () => {
  const pinned = await readProtocol(await readSchema({ kind: "installed", cwd: client }));
  const surface = resolveSurface(withField(pinned, "includedThreadIds"));
  const options = surface.methods
    .filter(({ request }) => request === "thread/list")
    .map(({ name, fields }) => [name, fields.some((field) => field.name === "includedThreadIds")]);
  expect(options).toEqual([
    ["listThreads", true],
    ["threads", true],
  ]);
  expect(surface.notExposed).toEqual([]);
}, 60_000);
