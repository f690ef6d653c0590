import { describe, expect, it } from "vitest";
import type { SurfaceRow } from "../../../src/surface/surface.js";
import { emitSurface } from "../../../src/emit/surface.js";
import { resolveSurface } from "../../../src/surface/resolve-surface.js";
import { SURFACE_TABLE } from "../../../src/surface/table.js";
import type { Place } from "../../../src/history/visit-places.js";
import { pinnedProtocol, protocolOf } from "../../support/protocols.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";

const row: SurfaceRow = {
  on: "Codex",
  name: "launch",
  doc: "Launches.",
  example: ["await codex.launch();"],
  request: "rocket/launch",
  call: "request",
  approval: { kind: "none" },
};

function rockets(properties: Readonly<Record<string, JsonSchema>>) {
  return protocolOf(
    { RocketLaunchParams: { type: "object", properties }, RocketLaunchResponse: { type: "object" } },
    { ClientRequest: [{ method: "rocket/launch", params: { $ref: "#/definitions/v2/RocketLaunchParams" } }] },
  );
}

describe("the surface table is closed by default", () => {
  it.each(["approvalPolicy", "approvalsReviewer", "permissions"])(
    "a request that carries %s and has no row stops the run by name",
    async (field) => {
      const protocol = await rockets({ [field]: { type: "string" } });
      expect(() => resolveSurface(protocol, [])).toThrow(
        expect.objectContaining({
          message: "The request rocket/launch carries approval routing and has no approval rule.",
          found: field,
        }),
      );
    },
  );

  it("a row without an approval rule is not enough for it", async () => {
    const protocol = await rockets({ approvalPolicy: { type: "string" } });
    expect(() => resolveSurface(protocol, [row])).toThrow(/carries approval routing/);
    const ruled: SurfaceRow = { ...row, approval: { kind: "mode", whenOmitted: "nothing" } };
    expect(resolveSurface(protocol, [ruled]).methods).toHaveLength(1);
  });

  it("a raw approval field cannot be listed, bound or an argument", async () => {
    const protocol = await rockets({ approvalPolicy: { type: "string" } });
    const ruled: SurfaceRow = { ...row, approval: { kind: "mode", whenOmitted: "nothing" } };
    for (const raw of [
      { options: ["approvalPolicy"] },
      { bound: ["approvalPolicy"] },
      { positional: { policy: "approvalPolicy" } },
    ]) {
      expect(() => resolveSurface(protocol, [{ ...ruled, ...raw }])).toThrow(
        /raw approval field approvalPolicy/,
      );
    }
  });

  it("a listed field that the schema lost stops the run", async () => {
    const protocol = await rockets({ fuel: { type: "string" } });
    expect(() => resolveSurface(protocol, [{ ...row, options: ["oxygen"] }])).toThrow(
      "Codex.launch: The field oxygen is gone from the params of rocket/launch.",
    );
  });

  it("a row whose request is gone stops the run", async () => {
    const protocol = await rockets({});
    expect(() => resolveSurface(protocol, [{ ...row, request: "rocket/land" }])).toThrow(
      "Codex.launch: The request rocket/land is gone from the schema.",
    );
  });

  it("a new field stays out of the API and is reported", async () => {
    const protocol = await rockets({
      fuel: { type: "string" },
      color: { type: "string" },
      secret: { type: "string" },
    });
    const surface = resolveSurface(protocol, [
      { ...row, options: ["fuel"], withheld: { secret: "nobody's business" } },
    ]);
    expect(surface.methods[0]?.fields.map(({ name }) => name)).toEqual(["fuel"]);
    expect(surface.notExposed).toEqual(["Codex.launch: color"]);
  });

  it("is not reported where a later runtime gave it up", async () => {
    const { definitions, ...rest } = await rockets({ sail: { type: "string" }, color: { type: "string" } });
    const aged = definitions.map((definition) => {
      const { type } = definition;
      if (type.kind !== "object") return definition;
      const properties = type.properties.map((one) =>
        one.name === "sail" ? { ...one, age: { until: "0.146.1" } } : one,
      );
      return { ...definition, type: { ...type, properties } };
    });
    expect(resolveSurface({ ...rest, definitions: aged }, [row]).notExposed).toEqual(["Codex.launch: color"]);
  });
});

it("an option that the client takes for itself is typed by its seam, and told apart from those that are sent", async () => {
  const protocol = await rockets({ fuel: { type: "string" } });
  const surface = resolveSurface(protocol, [
    {
      ...row,
      approval: { kind: "mode", whenOmitted: "nothing" },
      options: ["fuel"],
      clientOptions: { pilot: { type: "Pilot<Mode>", imports: ["Pilot"], doc: "Steers." } },
    },
  ]);
  const text = [...emitSurface(surface, "../seam.js", [])].join("");
  expect(text).toMatch(/import type \{[^}]*\bPilot\b[^}]*\} from "\.\.\/seam\.js"/);
  expect(text).toMatch(/\/\*\* Steers\. \*\/\s+pilot\?: Pilot<Mode> \| undefined;/);
  expect(text).toMatch(/clientOptions: \["pilot"\],\s+options: \[\s*"fuel"\s*\]/);
  expect(surface.notExposed).toEqual([]);
});

it("an option that is a setting of the configuration has the type of the protocol, and takes the words that it lists", async () => {
  const { definitions, ...rest } = await rockets({ config: { type: "object" } });
  const fuel = await protocolOf({ Fuel: { type: "string", enum: ["wood", "coal"] } }, {});
  const protocol = { ...rest, definitions: [...definitions, ...fuel.definitions] };
  const settings = { fuel: { setting: "rocket_fuel", type: "Fuel", doc: "What burns." } };
  const surface = resolveSurface(protocol, [{ ...row, settings }]);
  const text = [...emitSurface(surface, "../seam.js", [])].join("");
  expect(text).toMatch(/import type \{[^}]*\bFuel\b[^}]*\} from "\.\/types\.js"/);
  expect(text).toMatch(/\/\*\* What burns\. \*\/\s+fuel\?: Fuel \| undefined;/);
  expect(text).toContain('settings: { fuel: { setting: "rocket_fuel", values: ["wood","coal"] } }');
  expect(() => resolveSurface({ ...rest, definitions }, [{ ...row, settings }])).toThrow(
    "Codex.launch: The type Fuel of the setting rocket_fuel is gone.",
  );
});

it("a request that starts a turn which takes nothing along is held to what is in force, and says so", async () => {
  const inForce: SurfaceRow = { ...row, approval: { kind: "in-force" } };
  const protocol = await rockets({ approvalPolicy: { type: "string" } });
  const text = [...emitSurface(resolveSurface(await rockets({}), [inForce]), "../seam.js", [])].join("");
  expect(text).toContain("inForce: true");
  expect(text).toContain("ApprovalModeNotAppliedError where what was asked of the thread does not hold");
  expect(() => resolveSurface(protocol, [inForce])).toThrow(/carries approval routing/);
});

describe("what the history knows from later runtimes only", () => {
  const only =
    (...later: readonly string[]) =>
    ({ owner, path }: Place) =>
      later.includes(owner + path);

  it("may be missing: a request, so that there is no method, and a listed field, so that it is no option", async () => {
    const protocol = await rockets({ fuel: { type: "string" } });
    const rows: readonly SurfaceRow[] = [
      { ...row, options: ["fuel", "oxygen"] },
      { ...row, name: "land", request: "rocket/land" },
    ];
    const comesLater = only("request rocket/land", "type RocketLaunchParams.oxygen");
    const { methods } = resolveSurface(protocol, rows, comesLater);
    expect(methods.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ["launch", ["fuel"]],
    ]);
  });

  it("is lost where it is missing from a runtime that is not older, by name", async () => {
    const protocol = await rockets({});
    const resolve = (rows: readonly SurfaceRow[], ...later: readonly string[]) =>
      resolveSurface(protocol, rows, only(...later));
    const land: SurfaceRow = { ...row, request: "rocket/land" };
    expect(() => resolve([land], "request rocket/fly")).toThrow(/request rocket\/land is gone/);
    const listed: SurfaceRow = { ...row, options: ["oxygen"] };
    expect(() => resolve([listed], "type RocketLaunchParams.fuel")).toThrow(/field oxygen is gone/);
  });

  it("is not there yet where a request is experimental", async () => {
    const { clientRequests, ...rest } = await rockets({});
    const experimental = clientRequests.map((request) => ({ ...request, experimental: true }));
    const protocol = { ...rest, clientRequests: experimental };
    expect(resolveSurface(protocol, [row], only("request rocket/launch")).methods).toEqual([]);
  });
});

describe("a row that hands out pages", () => {
  const paged = (
    params: Readonly<Record<string, JsonSchema>>,
    result: Readonly<Record<string, JsonSchema>>,
  ) =>
    protocolOf(
      {
        RocketLaunchParams: { type: "object", properties: params },
        RocketLaunchResponse: { type: "object", properties: result },
      },
      {
        ClientRequest: [{ method: "rocket/launch", params: { $ref: "#/definitions/v2/RocketLaunchParams" } }],
      },
    );
  const text = { type: "string" } as const;
  const list = { type: "array", items: text } as const;
  const withheld = { cursor: "followed" };

  it("stops the run where there are no pages to follow", async () => {
    for (const call of ["pages", "all-pages"] as const) {
      const pages: SurfaceRow = { ...row, call, withheld };
      const resolve = async (params: Record<string, JsonSchema>, result: Record<string, JsonSchema>) =>
        resolveSurface(await paged(params, result), [pages]);
      await expect(resolve({}, { data: list, nextCursor: text })).rejects.toThrow(/takes no cursor/);
      await expect(resolve({ cursor: text }, { data: list })).rejects.toThrow(/nextCursor is gone/);
      await expect(resolve({ cursor: text }, { nextCursor: text })).rejects.toThrow(/data is gone/);
      await expect(resolve({ cursor: text }, { data: text, nextCursor: text })).rejects.toThrow(/is no list/);
      const { methods, notExposed } = await resolve({ cursor: text }, { data: list, nextCursor: text });
      expect([methods.length, notExposed]).toEqual([1, []]);
    }
  });

  it("stops the run where the field that it hands back is gone", async () => {
    const protocol = await paged({}, { orbit: text });
    expect(resolveSurface(protocol, [{ ...row, answer: "orbit" }]).methods[0]?.answer?.name).toBe("orbit");
    expect(() => resolveSurface(protocol, [{ ...row, answer: "moon" }])).toThrow(
      "Codex.launch: The field moon is gone from the result of rocket/launch.",
    );
  });
});

describe("fields and requests of the experimental API", () => {
  const experimental = { type: "string", "x-experimental": true } as const;

  it("never become options, listed or not, and are not reported as new", async () => {
    const protocol = await rockets({ fuel: { type: "string" }, warp: experimental });
    const surface = resolveSurface(protocol, [{ ...row, options: ["fuel"] }]);
    expect(surface.methods[0]?.fields.map(({ name }) => name)).toEqual(["fuel"]);
    expect(surface.notExposed).toEqual([]);
    expect(() => resolveSurface(protocol, [{ ...row, options: ["warp"] }])).toThrow(/field warp is gone/);
  });

  it("do become the tools of a row, which stops the run once its schema lost them", async () => {
    const tools: SurfaceRow = { ...row, tools: "dynamicTools" };
    const has = await rockets({ dynamicTools: experimental });
    expect(resolveSurface(has, [tools]).methods[0]).toMatchObject({ tools: "dynamicTools", fields: [] });

    // Without the experimental part, nobody can say that they are gone.
    const stable = await rockets({});
    expect(resolveSurface(stable, [tools]).methods).toHaveLength(1);
    const warp = stable.clientRequests.map((request) => ({
      ...request,
      method: "rocket/warp",
      experimental: true,
    }));
    const lost = { ...stable, clientRequests: [...stable.clientRequests, ...warp] };
    expect(() => resolveSurface(lost, [tools])).toThrow(
      "Codex.launch: The field dynamicTools is gone from the params of rocket/launch.",
    );
  });

  it("need an approval rule like any other", async () => {
    const protocol = await rockets({ permissions: experimental });
    expect(() => resolveSurface(protocol, [row])).toThrow(/carries approval routing/);
  });
});

describe("the surface of the pinned runtime", () => {
  it("has every row, exposes or withholds every field, and has no raw approval field", async () => {
    const surface = resolveSurface(await pinnedProtocol());
    const shown = surface.methods.flatMap(({ fields, arguments: args }) =>
      [...fields, ...args].map(({ name }) => name),
    );
    expect(surface.methods).toHaveLength(SURFACE_TABLE.length);
    expect(surface.notExposed).toEqual([]);
    expect(shown.filter((name) => /approval|permission/i.test(name))).toEqual([]);
  });

  it("lists, binds and withholds only fields that there are", async () => {
    const { clientRequests, definitions } = await pinnedProtocol();
    const gone = SURFACE_TABLE.flatMap(({ name, request, withheld = {}, options = [] }) => {
      const params = clientRequests.find(({ method }) => method === request)?.params;
      const reference = params?.kind === "params" && params.type.kind === "reference" ? params.type.name : "";
      const type = definitions.find((definition) => definition.name === reference)?.type;
      const fields = type?.kind === "object" ? type.properties.map((property) => property.name) : [];
      return [...Object.keys(withheld), ...options]
        .filter((field) => !fields.includes(field))
        .map((field) => `${name}: ${field}`);
    });
    expect(gone).toEqual([]);
  });

  it("has a mode on every method that can set one, and auto_review only where a thread begins", () => {
    const whenOmitted = SURFACE_TABLE.flatMap(({ on, name, approval }) =>
      approval.kind === "mode" ? [[`${on}.${name}`, approval.whenOmitted]] : [],
    );
    expect(Object.fromEntries(whenOmitted)).toEqual({
      "Codex.startThread": "auto_review",
      "Codex.resumeThread": "nothing",
      "Codex.forkThread": "nothing",
      "Thread.run": "nothing",
      "Thread.runStreamed": "nothing",
      "Thread.fork": "nothing",
    });
  });
});
