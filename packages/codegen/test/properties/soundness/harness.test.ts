import { expect, it } from "vitest";
import { PlainReader, type Slip } from "./plain-reader.js";
import { search, type Search } from "./search.js";

// The generator is not the subject here: what reads the schemas is a plain translation, right or with one slip.
const searchOf = (exact: boolean, runs: number, slip?: Slip): Search => ({
  exact,
  runs,
  seed: 20260,
  patience: Infinity,
  batch: slip === undefined ? 60 : 15,
  reader: async (bundle) => new PlainReader(slip).read(bundle),
});

const tooWide = "an invalid value that compiles, though nothing was recorded as read wider";
const tooNarrow = "a valid value that does not compile";

it.each([true, false])(
  "the harness has no objection to types that are right (exactly expressible: %s)",
  async (exact) => {
    const { first, tally } = await search(searchOf(exact, 30));
    expect(first).toBeUndefined();
    expect(tally.read).toBe(30);
    expect(tally.valid).toBeGreaterThan(200);
    expect(tally.invalid).toBeGreaterThan(exact ? 150 : 10);
  },
  60_000,
);

type Row = [Slip, string, { readonly exact?: false; readonly runs?: number }?];

/** Those that are found within a second. */
const QUICK: Row[] = [
  ["everything is unknown", tooWide],
  ["everything is required", tooNarrow],
  ["only the first case counts", tooNarrow],
  ["literals are of their kind", tooWide],
];

/** All others, half a minute in all: HARNESS=all npx vitest run --project properties soundness/harness */
const SLOW: Row[] = [
  ["required is forgotten", tooWide],
  ["required without a schema is forgotten", tooWide, { runs: 400 }],
  ["only the first member counts", tooNarrow],
  ["cases beside properties are forgotten", tooNarrow],
  ["what stands beside a reference is forgotten", tooWide],
  ["a literal object is any object", tooWide],
  ["without type it is an object", tooNarrow],
  ["null is forgotten", tooNarrow],
  ["elements of a tuple are required", tooNarrow],
  ["a tuple is a list of its elements", tooWide],
  ["a closed tuple is open", tooWide],
  ["a map is an open object", tooWide],
  ["bounds are not recorded", tooWide, { exact: false }],
  ["whole numbers are not recorded", tooWide, { exact: false }],
];

it.each(process.env["HARNESS"] === "all" ? [...QUICK, ...SLOW] : QUICK)(
  "the harness finds a reader by which %s",
  async (slip, kind, { exact = true, runs = 200 } = {}) => {
    const { first } = await search(searchOf(exact, runs, slip));
    expect(first?.finding.kind).toBe(kind);
  },
);
