import { availableParallelism } from "node:os";

/** A thread of Node's runs JavaScript only: what tsx or vitest runs from its sources does its work where it is. */
const BUILT = import.meta.url.endsWith(".js");

/** How many threads can work at once here; 1 where there is nothing but the one that asks. */
export function threadsOfUse(): number {
  return BUILT ? availableParallelism() : 1;
}
