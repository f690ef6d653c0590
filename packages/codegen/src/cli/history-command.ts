import { CodegenError } from "../errors/codegen-error.js";
import { shippedArchive } from "../schema/archive/archived-release.js";
import { requireRelease } from "../schema/archive/find-release.js";
import { readTimeline } from "../timeline/read-timeline.js";
import { renderTimelineHtml } from "../timeline/render/html.js";
import { renderTimelineJson } from "../timeline/render/json.js";
import { renderTimelineMarkdown } from "../timeline/render/markdown.js";
import type { Timeline } from "../timeline/timeline.js";

/** How a history is printed. */
type HistoryFormat = "md" | "json" | "html";

/** What `codex-codegen history` is asked for. */
export interface HistoryCommand {
  /** A version, a minor version, `oldest` or `latest`. */
  readonly from: string;
  /** The same, not older than {@link from}. */
  readonly to: string;
  readonly format: HistoryFormat;
}

const RENDER: Readonly<Record<HistoryFormat, (timeline: Timeline) => string>> = {
  md: renderTimelineMarkdown,
  json: renderTimelineJson,
  html: renderTimelineHtml,
};

/**
 * What the releases between two brought, printed.
 *
 * @param say Hears what is being done.
 * @throws CodegenError for a release that is not known, or where the two are the wrong way round.
 */
export async function historyCommand(
  { from, to, format }: HistoryCommand,
  say: (words: string) => void = () => undefined,
): Promise<string> {
  const archive = await shippedArchive();
  const span = spanOf(
    archive.releases.map(({ version }) => version),
    from,
    to,
  );
  let read = 0;
  const onRelease = (version: string): void => {
    read += 1;
    say(`read codex ${version}, ${read} of ${span.length} releases …`);
  };
  return RENDER[format](await readTimeline(span, { onRelease }));
}

function spanOf(known: readonly string[], from: string, to: string): readonly string[] {
  const first = requireRelease(known, from, "--from");
  const last = requireRelease(known, to, "--to");
  const span = known.slice(known.indexOf(first), known.indexOf(last) + 1);
  if (span.length > 0) return span;
  throw new CodegenError({
    message: "The two releases are the wrong way round.",
    found: `--from ${first} --to ${last}`,
    expected: "the older one first",
    fix: `Swap them: --from ${last} --to ${first}.`,
  });
}
