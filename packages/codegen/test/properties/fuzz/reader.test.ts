import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { JsonValue } from "./json.js";
import { mutated, mutation, type Mutation } from "./mutations.js";
import { readMutated } from "./read-mutated.js";
import { bundlesOfEveryConstruct, type Bundle } from "../../support/reduced-bundle.js";

// By hand: FUZZ_RUNS=20000 FUZZ_SEED=7 npx vitest run --project properties fuzz/reader
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 100);
const SEED = process.env["FUZZ_SEED"];
const options = {
  numRuns: RUNS,
  ...(SEED === undefined ? { seed: 20260 } : { seed: Number(SEED) }),
  // A slow machine runs fewer of them; it does not fail.
  ...(RUNS > 1000 ? {} : { interruptAfterTimeLimit: 3_000 }),
};
const PATIENCE = RUNS > 1000 ? 24 * 3_600_000 : 60_000;

let bundles: { readonly stable: Bundle; readonly experimental: Bundle };

beforeAll(async () => {
  bundles = await bundlesOfEveryConstruct();
});

const asJson = (bundle: Bundle): JsonValue => bundle as unknown as JsonValue;
const text = (bundle: Bundle, mutations: readonly Mutation[] = []): string =>
  JSON.stringify(mutated(asJson(bundle), mutations));

async function expectNoFault(stable: string, experimental?: string): Promise<void> {
  const outcome = await readMutated(stable, experimental);
  if (outcome.kind === "fault") throw new Error(outcome.message);
}

it("the reduced schema itself is read", async () => {
  expect(await readMutated(text(bundles.stable), text(bundles.experimental))).toEqual({ kind: "output" });
});

it(
  "a mutated schema ends in output or in a refusal that says where",
  async () => {
    const property = fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) =>
      expectNoFault(text(bundles.stable, mutations)),
    );
    await fc.assert(property, options);
  },
  PATIENCE,
);

it(
  "so does a pair of which one or both are mutated",
  async () => {
    const some = fc.array(mutation, { maxLength: 2 });
    const property = fc.asyncProperty(some, some, (left, right) =>
      expectNoFault(text(bundles.stable, left), text(bundles.experimental, right)),
    );
    await fc.assert(property, options);
  },
  PATIENCE,
);

it.each([
  ["schemas in schemas", '{"items":', '{"type":"string"}', "}"],
  ["a reference in wrappers", '{"allOf":[', '{"$ref":"#/definitions/v2/ThreadItem"}', "]}"],
  ["a default", '{"default":', "null", "}"],
  ["words", '{"title":', '"x"', "}"],
  ["lists", "[", "", "]"],
])("%s, a hundred thousand levels deep, are refused", async (_name, open, inmost, close) => {
  const deep = open.repeat(100_000) + inmost + close.repeat(100_000);
  const texts = [
    `{"definitions":{"v2":{"Deep":${deep}}}}`,
    `{"definitions":{"v2":${deep}}}`,
    `{"definitions":${deep}}`,
    deep,
    text(bundles.stable).replace('{"type":"string"}', deep),
  ];
  for (const one of texts) expect(await readMutated(one, undefined)).toMatchObject({ kind: "refused" });
});

it(
  "so does text that is cut short or overwritten",
  async () => {
    const whole = text(bundles.stable);
    const property = fc.asyncProperty(
      fc.nat({ max: whole.length }),
      fc.nat({ max: 12 }),
      fc.constantFrom(
        "",
        "}",
        "]",
        '"',
        ",",
        "null",
        "\\",
        "\u0000",
        "{".repeat(20_000),
        "[".repeat(200_000),
      ),
      (at, dropped, inserted) =>
        expectNoFault(whole.slice(0, at) + inserted + (dropped === 0 ? "" : whole.slice(at + dropped))),
    );
    await fc.assert(property, options);
  },
  PATIENCE,
);
