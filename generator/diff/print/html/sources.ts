/** Excerpts of both specifications, so that a change can be read in its place without the folders at hand. */
import { compare } from "../../../json.js";
import type { Change, Source } from "../../diff-report.js";
import type { Release } from "../../release.js";
import { type Html, html } from "./escape.js";

const BEFORE = 2;
const AFTER = 6;
const MAX_WIDTH = 200;

/** One of the two specifications, and which of its lines the changes point at. */
export class Excerpts {
  readonly #side: "old" | "new";
  readonly #release: Release;
  readonly #lines = new Map<string, Set<number>>();
  readonly #files: string[];

  constructor(side: "old" | "new", release: Release, changes: readonly Change[]) {
    this.#side = side;
    this.#release = release;
    for (const change of changes) {
      const source = change[side];
      if (source === undefined) continue;
      const lines = this.#lines.get(source.file);
      if (lines === undefined) this.#lines.set(source.file, new Set([source.line]));
      else lines.add(source.line);
    }
    this.#files = [...this.#lines.keys()].sort(compare);
  }

  anchor({ file, line }: Pick<Source, "file" | "line">): string {
    return `${this.#side}-${this.#files.indexOf(file)}-${line}`;
  }

  render(title: string): Html {
    const files = this.#files.map((file) => {
      const lines = (this.#release.loaded.file(file)?.text ?? "").split("\n");
      const cited = [...(this.#lines.get(file) ?? [])].sort((a, b) => a - b);
      const blocks = windows(cited, lines.length).map(([first, last]) =>
        this.#block(file, lines, first, last),
      );
      return html`<section class="file"><h3>${file}</h3>${blocks}</section>`;
    });
    return html`<section class="sources" aria-label="${title}"><h2>${title}</h2>${files}</section>`;
  }

  #block(file: string, lines: readonly string[], first: number, last: number): Html {
    const cited = this.#lines.get(file);
    const rows = lines.slice(first - 1, last).map((text, index) => {
      const line = first + index;
      const shown = text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH)}…` : text;
      const number = html`<span class="no">${line}</span>`;
      return cited?.has(line) === true
        ? html`<span class="row cited" id="${this.anchor({ file, line })}" tabindex="-1">${number}${shown}\n</span>`
        : html`<span class="row">${number}${shown}\n</span>`;
    });
    return html`<pre tabindex="0" aria-label="${file}, lines ${first} to ${last}">${rows}</pre>`;
  }
}

/** Line ranges around the cited lines; those that touch are one. */
function windows(cited: readonly number[], count: number): [number, number][] {
  const found: [number, number][] = [];
  for (const line of cited) {
    const first = Math.max(1, line - BEFORE);
    const last = Math.min(count, line + AFTER);
    const previous = found.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else found.push([first, last]);
  }
  return found;
}
