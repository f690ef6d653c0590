// The page: shows what the server sends, and sends back what the person decides. A template's values become text, never markup.
// @ts-check
/// <reference lib="dom" />
import { html, render, useEffect, useRef, useState } from "./htm.js";

/** @typedef {import("../view.js").ConsoleView} ConsoleView */
/** @typedef {import("../view.js").PendingView} PendingView */
/** @typedef {import("../view.js").FleetView} FleetView */

/** Who clicks so soon after the list has moved under the pointer meant another button. */
const MOVED_MS = 400;

function Page() {
  const [view, setView] = useState(/** @type {ConsoleView | undefined} */ (undefined));
  const [connection, setConnection] = useState(
    /** @type {"opening" | "open" | "lost" | "over"} */ ("opening"),
  );
  const [told, setTold] = useState("");
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const list = useRef({ ids: /** @type {string[]} */ ([]), movedAt: 0 });
  // The list moves by these, too, but not by surprise.
  const decided = useRef(new Set()).current;

  useEffect(() => {
    const source = new EventSource("events");
    source.onmessage = ({ data }) => {
      setConnection("open");
      /** @type {ConsoleView} */
      const next = JSON.parse(String(data));
      const ids = next.pending.map(({ approvalId }) => approvalId).filter((id) => !decided.has(id));
      const before = list.current.ids.filter((id) => !decided.has(id));
      const hasMoved = before.some((id, at) => ids[at] !== id);
      list.current = { ids, movedAt: hasMoved ? Date.now() : list.current.movedAt };
      setView(next);
    };
    source.onerror = () => setConnection("lost");
    source.addEventListener("end", () => {
      source.close();
      setConnection("over");
    });
    return () => source.close();
  }, []);

  const { pending = [], trail = [], trouble, fleet } = view ?? {};
  const state = {
    opening: "Connecting …",
    open: trouble ?? (pending.length === 0 ? "Nothing waits" : `${pending.length} to decide`),
    lost: "The program does not answer: nothing can be decided here",
    over: "The program has ended",
  }[connection];
  useEffect(() => {
    document.title = `${state} · Approvals`;
  }, [state]);

  /** @param {PendingView} request @param {unknown} decision @param {string} label */
  const decide = async (request, decision, label) => {
    if (Date.now() - list.current.movedAt < MOVED_MS) {
      setTold("The list moved as you clicked. Nothing was decided.");
      return;
    }
    decided.add(request.approvalId);
    const answer = await fetch(`decisions/${encodeURIComponent(request.approvalId)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(decision),
    }).catch(() => undefined);
    const { title, where } = request;
    const subject = where === undefined ? title : `${where}: ${title}`;
    if (answer === undefined) setTold("The program does not answer. Nothing was decided.");
    else setTold(`${subject}: ${answer.ok ? `${label}.` : await answer.text()}`);
    if (answer?.ok !== true) decided.delete(request.approvalId);
    // The buttons go: the keyboard goes on from the list.
    heading.current?.focus({ preventScroll: true });
  };

  return html`
    <header>
      <h1 tabindex="-1" ref=${heading}>Approvals</h1>
      <p class="state ${trouble === undefined ? connection : "lost"}" role="status">${state}</p>
      ${fleet && html`<${Counts} ...${fleet} />`}
      <p class="told" role="alert">${told}</p>
    </header>
    <main>
      <div class=${fleet ? "many" : ""}>
        ${pending.map(
          (request) =>
            html`<${Request}
              key=${request.approvalId}
              request=${request}
              decide=${decide}
              off=${connection !== "open" || trouble !== undefined}
            />`,
        )}
      </div>
      ${fleet && html`<${SetAside} jobs=${fleet.setAside} />`}
      <h2>Decided</h2>
      ${trail.length === 0 && html`<p class="quiet">Nothing yet.</p>`}
      <ol class="trail">
        ${trail.map(
          ({ approvalId, title, outcome, allowed, atMs }) => html`
            <li key=${approvalId}>
              <time datetime=${new Date(atMs).toISOString()}>${timeOf(atMs)}</time>
              <span class="title">${title}</span>
              <span class=${allowed ? "allowed" : "declined"}>${outcome}</span>
            </li>
          `,
        )}
      </ol>
    </main>
  `;
}

/** @param {FleetView} fleet */
function Counts({ person, counts }) {
  return html`
    <ul class="counts">
      ${counts.map(({ label, count }) => html`<li key=${label}><b>${count}</b> ${label}</li>`)}
      <li><a href="#aside">set aside and decided</a></li>
      <li><a href="board/">all jobs</a></li>
      <li>you decide as <b>${person}</b></li>
    </ul>
  `;
}

/** @param {{ jobs: FleetView["setAside"] }} props */
function SetAside({ jobs }) {
  return html`
    <h2 id="aside">Set aside</h2>
    ${jobs.length === 0 && html`<p class="quiet">None.</p>`}
    <ol class="trail">
      ${jobs.map(
        ({ jobId, task, reason, atMs }) => html`
          <li key=${jobId}>
            <time datetime=${new Date(atMs).toISOString()}>${timeOf(atMs)}</time>
            <span class="title">job ${jobId}, ${task}</span>
            <span class="declined">${reason}</span>
          </li>
        `,
      )}
    </ol>
  `;
}

/**
 * @param {{ request: PendingView, off: boolean, decide: (request: PendingView, decision: unknown, label: string) => Promise<void> }} props
 */
function Request({ request, off, decide }) {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState("");
  const id = `title-${request.approvalId}`;

  /** @param {unknown} decision @param {string} label */
  const send = async (decision, label) => {
    setSending(true);
    await decide(request, decision, label);
    setSending(false);
  };
  /** @param {SubmitEvent} event */
  const answer = (event) => {
    event.preventDefault();
    const decision = answerIn(request, new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));
    if (decision === undefined) setProblem("This is not JSON.");
    else void send(decision, "answered");
  };
  const asks = request.questions.length > 0 || request.form !== undefined;

  return html`
    <article aria-labelledby=${id}>
      <h2 id=${id}>${request.title}</h2>
      <p class="quiet from">
        ${request.where !== undefined && html`<b>${request.where}</b>, `}for “${request.from}”
      </p>
      <dl>
        ${request.facts.map(
          ({ label, text, code }) => html`
            <dt>${label}</dt>
            <dd>${code ? html`<pre tabindex="0" aria-label=${label}>${text}</pre>` : text}</dd>
          `,
        )}
      </dl>
      ${request.files.map((file) => html`<${File} ...${file} />`)}
      ${
        asks &&
        html`<form onSubmit=${answer}>
          ${request.questions.map((question) => html`<${Question} ...${question} />`)}
          ${
            request.form !== undefined &&
            html`<details>
                <summary>What it wants</summary>
                <pre tabindex="0" aria-label="What it wants">${request.form}</pre>
              </details>
              <label>Your answer, as JSON<textarea name="json" rows="3" required>{}</textarea></label>`
          }
          ${problem && html`<p role="alert" class="declined">${problem}</p>`}
          <button class="allows" disabled=${off || sending}>Answer</button>
        </form>`
      }
      <div class="choices">
        ${request.choices.map(
          ({ label, decision, allows }) => html`
            <button
              type="button"
              class=${allows ? "allows" : "declines"}
              aria-describedby=${id}
              disabled=${off || sending}
              onClick=${(/** @type {MouseEvent} */ { detail }) => detail < 2 && send(decision, label)}
            >
              ${label}
            </button>
          `,
        )}
        <span class="quiet">declined at ${timeOf(request.declinedAtMs)} if nobody decides</span>
      </div>
    </article>
  `;
}

/** @param {PendingView["files"][number]} file */
function File({ path, kind, lines }) {
  return html`
    <figure>
      <figcaption><code>${path}</code> <span class="quiet">${kind}</span></figcaption>
      <pre class="diff" tabindex="0" aria-label=${`What changes in ${path}`}>
${lines.map((line) => html`<span class=${LINES[line.charAt(0)] ?? ""}>${line}${"\n"}</span>`)}</pre>
    </figure>
  `;
}

/** @type {Record<string, string>} */
const LINES = { "+": "added", "-": "removed", "@": "hunk" };

/** @param {PendingView["questions"][number]} question */
function Question({ id, text, secret, options, freeText }) {
  return html`
    <fieldset>
      <legend>${text}</legend>
      ${options.map(
        ({ label, description }) => html`
          <label
            ><input type="radio" name=${`option-${id}`} value=${label} /> ${label}
            <span class="quiet">${description}</span></label
          >
        `,
      )}
      ${
        freeText &&
        html`<label>
          ${options.length > 0 ? "Something else" : "Your answer"}
          <input type=${secret ? "password" : "text"} name=${`text-${id}`} autocomplete="off" />
        </label>`
      }
    </fieldset>
  `;
}

/** What was filled in, as a decision. @param {PendingView} request @param {FormData} form */
function answerIn({ questions, form: wanted }, form) {
  if (wanted !== undefined) {
    try {
      return { action: "accept", content: JSON.parse(String(form.get("json"))), _meta: null };
    } catch {
      return undefined;
    }
  }
  const answers = questions.map(({ id }) => {
    const given = form.get(`text-${id}`) || form.get(`option-${id}`);
    return [id, { answers: given ? [String(given)] : [] }];
  });
  return { answers: Object.fromEntries(answers) };
}

/** @param {number} ms */
function timeOf(ms) {
  return new Date(ms).toLocaleTimeString();
}

render(html`<${Page} />`, document.body);
