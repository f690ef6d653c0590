import { it } from "vitest";
import { expectSoundness } from "./search.js";
import { readBundle } from "./read.js";

// By hand: SOUNDNESS_RUNS=20000 SOUNDNESS_SEED=7 npx vitest run --project properties soundness/soundness
const RUNS = Number(process.env["SOUNDNESS_RUNS"] ?? 150);
const SEED = Number(process.env["SOUNDNESS_SEED"] ?? 20260);
const BY_HAND = RUNS > 1000;

it.each([
  ["of what TypeScript can say, the types admit what the schema admits and nothing else", true],
  ["of the whole vocabulary, the types admit whatever the schema admits", false],
])(
  "%s",
  async (_name, exact) => {
    await expectSoundness({
      exact,
      runs: RUNS,
      seed: SEED,
      reader: readBundle,
      // A slow machine tries fewer documents; it does not fail.
      patience: BY_HAND ? Infinity : 4_000,
    });
  },
  BY_HAND ? 24 * 3_600_000 : 120_000,
);
