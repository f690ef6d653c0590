/** The minor version that a version is of: `0.154` of `0.154.2`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
