/** The filters of a page, each with what the rows say of themselves in `data-…`. */
const FILTERS: readonly (readonly [
  name: string,
  legend: string,
  options: readonly (readonly [string, string])[],
])[] = [
  ["approval", "Weight", [["true", "Approvals"]]],
  [
    "standing",
    "Judgement",
    [
      ["breaking", "Breaking"],
      ["opt-in", "If opted in"],
      ["compatible", "Compatible"],
    ],
  ],
  [
    "change",
    "Change",
    [
      ["added", "Added"],
      ["removed", "Removed"],
      ["changed", "Changed"],
      ["words", "Words"],
    ],
  ],
  [
    "subject",
    "Of",
    [
      ["method", "Methods"],
      ["type", "Types"],
      ["field", "Fields"],
      ["value", "Values and variants"],
    ],
  ],
  [
    "sender",
    "Sent by",
    [
      ["client", "Client"],
      ["server", "Server"],
      ["both", "Both"],
    ],
  ],
  [
    "experimental",
    "API",
    [
      ["false", "Stable"],
      ["true", "Experimental"],
    ],
  ],
  [
    "use",
    "In the tree",
    [
      ["used", "Used"],
      ["doubt", "In doubt"],
    ],
  ],
];

/** Of what a page tells, beside what every page does. */
interface Told {
  readonly experimental: boolean;
  readonly words: boolean;
  /** Whether a tree was given, whose uses alone are told of. */
  readonly uses: boolean;
}

/** The filters, as groups of boxes; those alone that can leave something out. */
export function filtersHtml(told: Told): string {
  const without = new Set([...(told.experimental ? [] : ["experimental"]), ...(told.uses ? [] : ["use"])]);
  return FILTERS.filter(([name]) => !without.has(name))
    .map(([name, legend, options]) => {
      const boxes = options
        .filter(([value]) => told.words || value !== "words")
        .map(
          ([value, label]) =>
            `<label class="chip"><input type="checkbox" name="${name}" value="${value}"><span>${label}</span></label>`,
        );
      return `<fieldset><legend>${legend}</legend>${boxes.join("")}</fieldset>`;
    })
    .join("\n");
}
