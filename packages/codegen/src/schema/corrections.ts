/**
 * What the runtime's schema gets wrong about its own wire format. An entry whose definition the schema does not have is
 * skipped (other runtime versions); one whose definition exists but has nothing to mend fails the run.
 */
export interface Correction {
  /** The definition concerned, by name. */
  readonly definition: string;
  /**
   * The first runtime with the fault, where the definition is older: before it, and in a schema that does not say which runtime
   * printed it, there may be nothing to mend.
   */
  readonly since?: string;
  /** What is wrong. */
  readonly wrong: string;
  /** How we know. */
  readonly evidence: string;
  readonly change: CorrectionChange;
}

/** How a {@link Correction} mends its definition. */
type CorrectionChange =
  /** Every property in snake_case, wherever in the definition an object has it, is spelled in camelCase. */
  | { readonly kind: "camel-case-properties" }
  /** The object also takes any other key, with values of the named definition. */
  | { readonly kind: "restore-map"; readonly values: string };

/**
 * That these are all, and right, is checked where a runtime is at hand: a test and every bump compare the property names of every
 * definition with those that the same runtime prints as TypeScript.
 */
export const CORRECTIONS: readonly Correction[] = [
  {
    definition: "ThreadTimelineEntry",
    wrong: "Property names of the turn variants are printed in snake_case.",
    evidence: "thread/timeline/list answers with turnId, startedAt, completedAt and durationMs.",
    change: { kind: "camel-case-properties" },
  },
  {
    definition: "ThreadRealtimeItem",
    wrong: "Property names of the variants are printed in snake_case.",
    evidence:
      "The runtime's own TypeScript output says itemId, turnId, handoffId, inputItemId and sourceEventIds, as the timeline's live entries do.",
    change: { kind: "camel-case-properties" },
  },
  {
    definition: "AccountSessionsSwitchResponse",
    wrong: "Property names of the variant that asks for a login are printed in snake_case.",
    evidence:
      "The runtime's own TypeScript output says authUrl and loginId; the other variant, activeSessionId in both; the fault is that of ThreadTimelineEntry, which is seen live.",
    change: { kind: "camel-case-properties" },
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
