import type { SchemaTexts } from "../schema/read.js";
import { digestOf } from "./digest.js";
import { hasEntries, readEntry, writeEntry } from "./entries.js";
import { generatorDigest } from "./generator-digest.js";
import { parseOutcome, printOutcome, type Outcome } from "./outcome.js";

/** What an outcome is made from. */
export interface Inputs {
  readonly schema: Promise<SchemaTexts>;
  readonly support: string;
}

/**
 * The outcome of an earlier run with the same schema, options and generator, out of the cache `folder`; else that of `make`, which is kept
 * there. What is wrong with the cache is no error, and never in the outcome.
 */
export async function recall(folder: string, inputs: Inputs, make: () => Promise<Outcome>): Promise<Outcome> {
  // The generator is read while the runtime prints its schema. A schema that cannot be had is for `make` to tell.
  const key = keyOf(inputs).catch(() => undefined);
  // Where there is nothing, `make` need not wait: it loads much meanwhile.
  const kept = (await hasEntries(folder)) ? await outcomeIn(folder, await key) : undefined;
  if (kept !== undefined) return kept;
  const outcome = await make();
  const known = await key;
  if (known !== undefined) await writeEntry(folder, known, printOutcome(outcome));
  return outcome;
}

async function outcomeIn(folder: string, key: string | undefined): Promise<Outcome | undefined> {
  const text = key === undefined ? undefined : await readEntry(folder, key);
  return text === undefined ? undefined : parseOutcome(text);
}

async function keyOf({ schema, support }: Inputs): Promise<string | undefined> {
  const [generator, texts] = await Promise.all([generatorDigest(), schema]);
  return generator === undefined ? undefined : digestOf([generator, support, JSON.stringify(texts)]);
}
