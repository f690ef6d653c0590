import type { Age } from "../protocol/protocol.js";

/** The first releases, as the client's guard reads them: a literal. */
export function sinceText({ stable, experimental }: Age = {}): string {
  const versions = Object.entries({ stable, experimental }).flatMap(([standing, since]) =>
    since === undefined ? [] : [`${standing}: ${JSON.stringify(since.version)}`],
  );
  return versions.length === 0 ? "{}" : `{ ${versions.join(", ")} }`;
}
