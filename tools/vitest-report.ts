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
 * @param reports vitest's JSON reports, one for each time that it ran; where one is missing (vitest did not get that far)
 * nothing passed and nothing failed
 */
export function countTests(reports: readonly (string | undefined)[]): string {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const json of reports) {
    if (json === undefined) continue;
    const report = JSON.parse(json) as Report;
    // A file that fails to load has no tests to fail, but it must not look like a clean run.
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
    ).length;
    passed += report.numPassedTests;
    failed += report.numFailedTests + brokenFiles;
    skipped += report.numPendingTests + report.numTodoTests;
  }
  return `tests: ${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : "");
}
