import fc from "fast-check";
import { checkDocuments, describeFinding, type Finding, type Reader, type Tally } from "./check.js";
import { type Effort } from "./instances.js";
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
}

/** How many documents share a program. */
const BATCH = 50;
const EFFORT: Effort = { fakes: 4, changes: 40, most: 6 };
/** Of a document that has failed once, more values are tried: it must go on failing while it is made smaller. */
const SHRINKING_EFFORT: Effort = { fakes: 6, changes: 120, most: 40 };
/** The longest that a failing document is made smaller, in milliseconds. */
const SHRINKING_PATIENCE = 40_000;

/** Tries documents, a batch at a time; fails with the smallest one that it can make of the first whose types are wrong. */
export async function searchForUnsoundness({ exact, runs, seed, reader, patience }: Search): Promise<void> {
  const arbitrary = schemaDocument({ exact });
  const started = performance.now();
  const documents = fc.sample(arbitrary, { numRuns: runs, seed });
  let total: Tally = { read: 0, refused: 0, exact: 0, valid: 0, invalid: 0 };
  for (let from = 0; from < documents.length; from += BATCH) {
    if (from > 0 && performance.now() - started > patience) break;
    const { findings, tally } = await checkDocuments(documents.slice(from, from + BATCH), reader, EFFORT);
    total = sum(total, tally);
    const index = findings.findIndex((finding) => finding !== undefined);
    const finding = findings[index];
    if (finding === undefined) continue;
    const smallest = await shrunk(arbitrary, seed, from + index, finding, reader);
    throw new Error(`${describeFinding(smallest)}\n\n${describeTally(total, seed)}`);
  }
  console.info(describeTally(total, seed));
  if (total.valid === 0) throw new Error("no document was read, or none had a value");
}

/** Makes the document smaller for as long as it fails in the same way. */
async function shrunk(
  arbitrary: fc.Arbitrary<SchemaDocument>,
  seed: number,
  index: number,
  first: Finding,
  reader: Reader,
): Promise<Finding> {
  let smallest = first;
  const property = fc.asyncProperty(arbitrary, async (document) => {
    const { findings } = await checkDocuments([document], reader, SHRINKING_EFFORT);
    const [found] = findings;
    if (found?.kind !== first.kind) return;
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
