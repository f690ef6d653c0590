/** The middle of some measurements, and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError when there is nothing to sum up. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("no measurements");
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The middle value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** The median of a[i] / b[i]: both were measured in one round, so what slowed the machine slowed them alike. */
export function medianRatio(a: readonly number[], b: readonly number[]): number {
  return median(
    a.flatMap((value, index) => {
      const other = b[index];
      return other === undefined ? [] : [value / other];
    }),
  );
}

/** The k of time ∝ size^k that fits the points best (least squares of the logarithms): 1 is linear, 2 quadratic. */
export function growthExponent(points: readonly { readonly size: number; readonly time: number }[]): number {
  const logs = points.map(({ size, time }) => [Math.log(size), Math.log(time)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
  return covariance / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
}

/** `runs` rounds of all `items`, each round in turn (A B C A B C …): drift of the machine hits all alike. */
export async function interleaved<Item, Result>(
  items: readonly Item[],
  runs: number,
  measure: (item: Item, round: number) => Promise<Result>,
): Promise<ReadonlyMap<Item, readonly Result[]>> {
  const results = new Map<Item, Result[]>(items.map((item) => [item, []]));
  for (let round = 0; round < runs; round++) {
    for (const [item, measured] of results) measured.push(await measure(item, round));
  }
  return results;
}
