import { isApprovalName } from "./approval.js";
import type { Located } from "./compare-protocols.js";
import type { Change, Judgement } from "./diff.js";
import type { Direction } from "./vocabulary.js";
import { sharedRoots, type Reach, type Root } from "./reach.js";
import { ruleOf, type Rule } from "./rules.js";

/** What the judgement of a single change draws on. */
export interface Context {
  readonly before: Reach;
  readonly after: Reach;
  /** Definitions and methods that are approval-relevant as a whole. */
  readonly approval: ReadonlySet<string>;
  readonly areaOf: (owner: string, isMethod: boolean) => string;
}

const DIRECTIONS: readonly Direction[] = ["clientToServer", "serverToClient"];

/** Judges a finding by its rule, in each direction in which the thing is sent. */
export function judge(finding: Located, context: Context): Omit<Change, "id"> {
  const rule = ruleOf(finding.rule);
  const senders = sendersOf(finding, context);
  const experimental = finding.rule !== "stability.stabilized" && isExperimental(finding, senders);
  const judgements = rule.always
    ? [{ direction: null, experimental, ...rule.clientToServer }]
    : judgeDirections(finding, senders, experimental, rule);
  return {
    subject: finding.subject,
    change: rule.change,
    aspect: rule.aspect,
    rule: finding.rule,
    owner: finding.owner,
    path: finding.path,
    name: finding.name ?? null,
    before: finding.before ?? null,
    after: finding.after ?? null,
    breaking: judgements.some((one) => one.breaking && !one.experimental),
    breakingForOptIn: judgements.some((one) => one.breaking),
    approval: isApprovalRelevant(finding, rule, context),
    experimental,
    directions: DIRECTIONS.filter((direction) => senders.some((root) => root.direction === direction)),
    judgements,
    methods: [...new Set(senders.map(({ method }) => method))].sort(),
    area: context.areaOf(finding.owner, finding.place.kind === "method"),
    hint: finding.hint ?? null,
  };
}

function sendersOf(
  { owner, place, rule, experimental }: Located,
  { before, after }: Context,
): readonly Root[] {
  if (place.kind === "method") {
    return [{ place: owner, method: owner, direction: place.direction, stable: !experimental }];
  }
  const old = before.get(owner) ?? [];
  const young = after.get(owner) ?? [];
  // Whoever lost it had it before, and whoever gains it has it now.
  if (rule === "type.removed" || rule === "stability.destabilized") return old;
  if (rule === "type.added" || rule === "stability.stabilized") return young;
  return sharedRoots(old, young);
}

function isExperimental({ experimental }: Located, senders: readonly Root[]): boolean {
  return experimental || (senders.length > 0 && !senders.some(({ stable }) => stable));
}

function judgeDirections(
  finding: Located,
  senders: readonly Root[],
  experimental: boolean,
  rule: Rule,
): readonly Judgement[] {
  const judgements = DIRECTIONS.flatMap((direction): readonly Judgement[] => {
    const there = senders.filter((root) => root.direction === direction);
    if (there.length === 0) return [];
    return [{ direction, ...rule[direction], experimental: isExperimental(finding, there) }];
  });
  if (judgements.length > 0) return judgements;
  return [
    { direction: null, breaking: false, experimental, why: "No method that both sides have sends it." },
  ];
}

function isApprovalRelevant(
  { owner, path, name, before, after, rule }: Located,
  { aspect }: Rule,
  context: Context,
): boolean {
  // A question to the client that nobody answers is a refusal: someone must decide.
  if (rule === "serverRequest.added" || context.approval.has(owner)) return true;
  const words = aspect === "docs" ? [path, name] : [path, name, before, after];
  return words.some((word) => word !== undefined && isApprovalName(word));
}
