/** Differences -> changes: each judged by its rule, with its places found. */
import type { Origin } from "../diagnostic.js";
import { positionOf } from "../load/position.js";
import type { Audience, Change, Source } from "./diff-report.js";
import type { Difference } from "./difference.js";
import type { Release } from "./release.js";
import { BY_EFFECT, type Rule } from "./rule.js";
import { RULES } from "./rules.js";
import { subjectKey } from "./subject.js";

export function classify(differences: readonly Difference[], old: Release, next: Release): Change[] {
  const taken = new Map<string, number>();
  const oldSources = new Sources(old);
  const newSources = new Sources(next);
  return differences.map((difference): Change => {
    const rule = ruleFor(difference);
    const { breaks, severity, classes } = judge(rule, difference);
    const { subject, side, place, path, before, after } = difference;
    const oldSource = oldSources.of(difference.old);
    const newSource = newSources.of(difference.new);
    return {
      id: uniqueId(`${rule.id} ${subjectKey(subject)} ${place} ${path}`.trimEnd(), difference, taken),
      rule: rule.id,
      severity,
      classes,
      breaks,
      subject,
      side,
      place,
      path,
      message: rule.message(difference),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(oldSource && { old: oldSource }),
      ...(newSource && { new: newSource }),
      group: [rule.id, side, key(difference.old), key(difference.new), before, after].join(" "),
    };
  });
}

/** A change that breaks on the wire breaks generated code as well; the other way round it need not. */
function judge(rule: Rule, { side, effect }: Difference): Pick<Change, "severity" | "classes" | "breaks"> {
  const onWire = rule.breaks[side] ?? [];
  const inCode = effect === undefined ? [] : (BY_EFFECT[effect][side] ?? []);
  const breaks = AUDIENCES.filter((audience) => onWire.includes(audience) || inCode.includes(audience));
  if (onWire.length > 0)
    return { severity: "breaking", classes: { wire: "breaking", generated: "breaking" }, breaks };
  const wire = rule.severity ?? "compatible";
  if (breaks.length === 0) return { severity: wire, classes: { wire, generated: wire }, breaks };
  return { severity: "stricter", classes: { wire, generated: "breaking" }, breaks };
}

export function breaksOf(difference: Difference): readonly Audience[] {
  return judge(ruleFor(difference), difference).breaks;
}

const AUDIENCES: readonly Audience[] = ["caller", "server", "reader"];

function ruleFor(difference: Difference): Rule {
  const rule = RULES.find((candidate) => candidate.applies(difference));
  if (rule === undefined) throw new Error(`no rule judges ${difference.kind} (${difference.side})`);
  return rule;
}

/** One place can have several changes of one rule, such as two new values: what they say tells them apart. */
function uniqueId(base: string, difference: Difference, taken: Map<string, number>): string {
  const before = take(base, taken);
  if (before === 0) return base;
  const id = `${base} = ${difference.after ?? difference.before ?? before}`;
  const again = take(id, taken);
  return again === 0 ? id : `${id} (${again + 1})`;
}

/** Counts a text, and says how often it was there. */
function take(text: string, taken: Map<string, number>): number {
  const count = taken.get(text) ?? 0;
  taken.set(text, count + 1);
  return count;
}

function key(origin: Origin | undefined): string {
  return origin === undefined ? "-" : `${origin.file}#${origin.pointer}`;
}

/** Places of one release; what is shared is looked up once. */
class Sources {
  readonly #release: Release;
  readonly #known = new Map<string, Source>();

  constructor(release: Release) {
    this.#release = release;
  }

  of(origin: Origin | undefined): Source | undefined {
    if (origin === undefined) return undefined;
    const known = this.#known.get(key(origin));
    if (known !== undefined) return known;
    const file = this.#release.loaded.file(origin.file);
    const source = { ...origin, line: file === undefined ? 1 : positionOf(file, origin.pointer).line };
    this.#known.set(key(origin), source);
    return source;
  }
}
