// One row of each kind; `npm run test:consumers` runs them all. Needs a build.
import { afterAll, beforeAll, describe, it } from "vitest";
import { findRows } from "../../consumers/find-rows.js";
import { Harness } from "../../consumers/harness.js";
import { RegistryUnreachable } from "../../consumers/install.js";

const samples = (await findRows()).filter(({ sample }) => sample);

let harness: Harness | undefined;
let unreachable: RegistryUnreachable | undefined;

beforeAll(async () => {
  try {
    harness = await Harness.open(samples);
  } catch (error) {
    if (!(error instanceof RegistryUnreachable)) throw error;
    unreachable = error;
  }
}, 180_000);

afterAll(() => harness?.[Symbol.asyncDispose](), 60_000);

describe("the packed packages work for", () => {
  it.for(samples)("$title", { timeout: 180_000 }, async (row, { skip }) => {
    const missing = unreachable?.message ?? (await row.missing?.());
    if (harness === undefined || missing !== undefined) return skip(missing);
    await row.run(harness);
  });
});
