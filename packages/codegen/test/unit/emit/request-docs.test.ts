import { describe, expect, it } from "vitest";
import { requestDoc } from "../../../src/emit/rpc-docs.js";
import { emitRpc } from "../../../src/emit/rpc.js";
import { TypeNames } from "../../../src/emit/type-names.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { protocolOf } from "../../support/protocols.js";
import type { Definitions } from "../../support/schema-folder.js";

const text = { type: "string" } as const;

function object(properties: Definitions, required = Object.keys(properties)): JsonSchema {
  return { type: "object", properties, required };
}

/** The docs of `rocket/launch`, which takes `params`. */
async function docOf(params: JsonSchema, more: Definitions = {}): Promise<string> {
  const protocol = await protocolOf(
    { RocketLaunchParams: params, RocketLaunchResponse: { type: "object" }, ...more },
    { ClientRequest: [{ method: "rocket/launch", params: { $ref: "#/definitions/v2/RocketLaunchParams" } }] },
  );
  const definitions = new Map(protocol.definitions.map((one) => [one.name, one]));
  const [request] = protocol.clientRequests;
  if (request === undefined) throw new Error("The protocol has no request.");
  return requestDoc(request, (name) => definitions.get(name), new TypeNames([...definitions.keys()])) ?? "";
}

async function exampleOf(params: JsonSchema, more?: Definitions): Promise<string | undefined> {
  return /^@example (.*)$/m.exec(await docOf(params, more))?.[1];
}

const self = { $ref: "#/definitions/v2/RocketLaunchParams" };

describe("the docs of a request", () => {
  it.each<[name: string, params: JsonSchema, given: string]>([
    ["a text", object({ fuel: text }), '{ fuel: "..." }'],
    ["what everybody has at hand, by its name", object({ threadId: text }), "{ threadId }"],
    ["no text of that name, spelled out", object({ threadId: { type: "number" } }), "{ threadId: 1 }"],
    ["only what must be there", object({ fuel: text, oxygen: text }, ["oxygen"]), '{ oxygen: "..." }'],
    ["the first of a list", object({ stage: { enum: ["first", "second"] } }), '{ stage: "first" }'],
    ["a list of one", object({ fuels: { type: "array", items: text } }), '{ fuels: ["..."] }'],
    ["what says more than null", object({ fuel: { type: ["boolean", "null"] } }), "{ fuel: true }"],
    ["a key that is no identifier", object({ "fuel-kind": text }), '{ "fuel-kind": "..." }'],
    [
      "a list that ends where it would repeat itself",
      object({ next: { type: "array", items: self } }),
      "{ next: [] }",
    ],
    ["the shortest of several", object({ to: { anyOf: [object({ planet: text }), text] } }), '{ to: "..." }'],
  ])("have an example with %s", async (_name, params, given) => {
    expect(await exampleOf(params)).toBe(`await codex.rpc.rocket.launch(${given});`);
  });

  it.each<[name: string, params: JsonSchema]>([
    ["nothing must be given", object({ fuel: text }, [])],
    ["it would be long", object(Object.fromEntries(Array.from("abcdefghijkl", (key) => [key, text])))],
    ["it would have no end", object({ next: self })],
  ])("have none where %s", async (_name, params) => {
    expect(await exampleOf(params)).toBeUndefined();
  });

  it("say what is sent, what is answered and what is thrown", async () => {
    const params = {
      type: "object",
      description: "What it\nflies with.\n\nAnd more.",
      properties: { fuel: text },
      required: ["fuel"],
    };
    const answer = object({ orbit: text, note: text }, ["orbit"]);
    expect((await docOf(params, { RocketLaunchResponse: answer })).split("\n")).toEqual([
      "Protocol method `rocket/launch`.",
      "",
      "@param params What it flies with.",
      "@returns `{ note?, orbit }`",
      "@throws RpcError if the server refuses.",
      '@example await codex.rpc.rocket.launch({ fuel: "..." });',
    ]);
  });

  it("stand on every function and every group, and end where the comment does", async () => {
    const protocol = await protocolOf(
      { Fuel: { enum: ["*/"] }, Params: object({ fuel: { $ref: "#/definitions/v2/Fuel" } }) },
      { ClientRequest: [{ method: "a/b-c", params: { $ref: "#/definitions/v2/Params" } }] },
    );
    const code = [...emitRpc(protocol, "x")].join("");
    expect(code).toContain("/** Methods of `a`. */");
    expect(code).toContain('@example await codex.rpc.a["b-c"]({ fuel: "*\\/" });');
  });
});
