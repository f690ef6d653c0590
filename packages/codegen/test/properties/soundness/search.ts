import fc from "fast-check";
import { checkDocuments, describeFinding, type Finding, type Reader, type Tally } from "./check.js";
import type { Effort } from "./instances.js";
import { schemaDocument, type SchemaDocument } from "./schemas.js";

/** What to search, and how long. */
export interface Search {
  /** Whether to try only documents that say what TypeScript can say as well. */
  readonly exact: boolean;
  readonly runs: number;
  readonly seed: number;
  readonly reader: Reader;
  /** In milliseconds; when it is over, no further documents are tried. */
  readonly patience: number;
  /** How many documents share a program; few, where the first are expected to fail. */
  readonly batch?: number;
}

const EFFORT: Effort = { fakes: 4, changes: 40, most: 6 };
/** Of a document that has failed once, more values are tried: it must go on failing while it is made smaller. */
const SHRINKING_EFFORT: Effort = { fakes: 8, changes: 150, most: 1000 };
/** The longest that a failing document is made smaller, in milliseconds. */
const SHRINKING_PATIENCE = 40_000;

/** What a search came to. */
export interface Found {
  /** The first document whose types are wrong, and which of them all it was. */
  readonly first: { readonly finding: Finding; readonly index: number } | undefined;
  readonly tally: Tally;
}

/** Tries documents, a batch at a time, until the types of one are wrong. */
export async function search({ exact, runs, seed, reader, patience, batch = 50 }: Search): Promise<Found> {
  const started = performance.now();
  const sample = (numRuns: number): readonly SchemaDocument[] =>
    fc.sample(schemaDocument({ exact }), { numRuns, seed });
  // The first batch may be the last.
  let documents = sample(Math.min(batch, runs));
  let total: Tally = { read: 0, refused: 0, exact: 0, valid: 0, invalid: 0 };
  for (let from = 0; from < runs; from += batch) {
    if (from > 0 && performance.now() - started > patience) break;
    if (documents.length < runs && from > 0) documents = sample(runs);
    const { findings, tally } = await checkDocuments(documents.slice(from, from + batch), reader, EFFORT);
    total = sum(total, tally);
    const index = findings.findIndex((finding) => finding !== undefined);
    const finding = findings[index];
    if (finding !== undefined) return { first: { finding, index: from + index }, tally: total };
  }
  return { first: undefined, tally: total };
}

/** Fails with the smallest document that it can make of the first whose types are wrong. */
export async function expectSoundness(what: Search): Promise<void> {
  const { first, tally } = await search(what);
  const told = describeTally(tally, what.seed);
  if (first !== undefined) throw new Error(`${describeFinding(await shrunk(what, first))}\n\n${told}`);
  console.info(told);
  if (tally.valid === 0) throw new Error("no document was read, or none had a value");
}

/** Makes the document smaller for as long as it fails in the same way. */
async function shrunk(
  { exact, seed, reader }: Search,
  { finding, index }: NonNullable<Found["first"]>,
): Promise<Finding> {
  let smallest = finding;
  const property = fc.asyncProperty(schemaDocument({ exact }), async (document) => {
    const { findings } = await checkDocuments([document], reader, SHRINKING_EFFORT);
    const [found] = findings;
    if (found?.kind !== finding.kind) return;
    smallest = found;
    throw new Error("it still fails");
  });
  await fc.check(property, {
    seed,
    path: String(index),
    interruptAfterTimeLimit: SHRINKING_PATIENCE,
    numRuns: index + 1,
  });
  return smallest;
}

function sum(one: Tally, other: Tally): Tally {
  return {
    read: one.read + other.read,
    refused: one.refused + other.refused,
    exact: one.exact + other.exact,
    valid: one.valid + other.valid,
    invalid: one.invalid + other.invalid,
  };
}

function describeTally({ read, refused, exact, valid, invalid }: Tally, seed: number): string {
  return (
    `soundness (seed ${String(seed)}): ${String(read + refused)} documents, ${String(read)} read (${String(exact)} exactly), ` +
    `${String(refused)} refused; ${String(valid)} valid values, ${String(invalid)} invalid ones`
  );
}
