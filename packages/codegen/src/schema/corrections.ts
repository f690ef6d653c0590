/**
 * What the runtime's schema gets wrong about its own wire format. An entry whose definition the schema does not have is
 * skipped (other runtime versions); one whose definition exists but no longer stands as `is` describes fails the run.
 */
export interface Correction {
  /** The definition concerned, by name. */
  readonly definition: string;
  /** What is wrong. */
  readonly wrong: string;
  /** How we know. */
  readonly evidence: string;
  readonly change: CorrectionChange;
}

/** How a {@link Correction} mends its definition. */
type CorrectionChange =
  /** The properties named left are spelled as on the right, wherever in the definition an object has them. */
  | { readonly kind: "rename-properties"; readonly names: Readonly<Record<string, string>> }
  /** The object also takes any other key, with values of the named definition. */
  | { readonly kind: "restore-map"; readonly values: string };

export const CORRECTIONS: readonly Correction[] = [
  {
    definition: "ThreadTimelineEntry",
    wrong: "Property names of the turn variants are printed in snake_case.",
    evidence: "thread/timeline/list answers with turnId, startedAt, completedAt and durationMs.",
    change: {
      kind: "rename-properties",
      names: {
        turn_id: "turnId",
        started_at: "startedAt",
        completed_at: "completedAt",
        duration_ms: "durationMs",
      },
    },
  },
  {
    definition: "ThreadRealtimeItem",
    wrong: "Property names of the promoted-item variant are printed in snake_case.",
    evidence:
      "The runtime's own TypeScript output says itemId and turnId, as the timeline's live entries do.",
    change: { kind: "rename-properties", names: { item_id: "itemId", turn_id: "turnId" } },
  },
  {
    definition: "AccountSessionsSwitchResponse",
    wrong: "Property names of the variant that asks for a login are printed in snake_case.",
    evidence:
      "The runtime's own TypeScript output says authUrl and loginId; the other variant, activeSessionId in both; the fault is that of ThreadTimelineEntry, which is seen live.",
    change: { kind: "rename-properties", names: { auth_url: "authUrl", login_id: "loginId" } },
  },
  {
    definition: "AppsConfig",
    wrong: "The flattened map of apps by id is lost; only `_default` is left.",
    evidence:
      "The runtime's own TypeScript output has an entry per app id beside `_default`; AppConfig is defined and used nowhere else.",
    change: { kind: "restore-map", values: "AppConfig" },
  },
  {
    definition: "AppLinksConfig",
    wrong: "A map by link id is printed as an object without properties.",
    evidence: "The runtime's own TypeScript output is a map by link id.",
    change: { kind: "restore-map", values: "AppLinkConfig" },
  },
  {
    definition: "AppToolsConfig",
    wrong: "A map by tool name is printed as an object without properties.",
    evidence: "The runtime's own TypeScript output is a map by tool name.",
    change: { kind: "restore-map", values: "AppToolConfig" },
  },
];
