/** The part of vitest's JSON report that is counted. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * The last line of `npm test`, which tools read: `tests: N passed, N failed`, with `, N skipped` where some were.
 *
 * @param json vitest's JSON report; without one (vitest did not get that far) nothing passed and nothing failed
 */
export function countTests(json: string | undefined): string {
  if (json === undefined) return "tests: 0 passed, 0 failed";
  const report = JSON.parse(json) as Report;
  // A file that fails to load has no tests to fail, but it must not look like a clean run.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return (
    `tests: ${report.numPassedTests} passed, ${report.numFailedTests + brokenFiles} failed` +
    (skipped > 0 ? `, ${skipped} skipped` : "")
  );
}
