const isWhole = process.env["WHOLE"] === "1";

/**
 * Of a matrix that the runtime takes long for, every second row, from the given one; all of them in the project `matrices` of
 * vitest.config.ts.
 */
export function sample<Row>(rows: readonly Row[], from: 0 | 1 = 0): Row[] {
  return rows.filter((_, index) => isWhole || index % 2 === from);
}
