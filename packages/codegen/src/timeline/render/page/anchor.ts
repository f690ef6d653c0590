/** The id of a release's section; what is no letter, digit or dot is left out of it. */
export function anchorOf(version: string): string {
  return `release-${version.replace(/[^\w.-]/g, "")}`;
}
