/** The membership transitions as a state diagram. */
import type { JoinRule, Membership } from "../generated-types.js";
import { JOIN_RULES, joinRuleMeaning } from "../read/join-rule.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import { JOIN_RULE_NAMES, MEMBERSHIPS, membershipTransitions, type Transition } from "./transitions.js";

interface Point {
  readonly x: number;
  readonly y: number;
}

const WIDTH = 560;
const HEIGHT = 410;
const RADIUS = 30;

/** Where each membership stands in a panel. */
const PLACES: Readonly<Record<Membership, Point>> = {
  leave: { x: 80, y: 225 },
  knock: { x: 170, y: 105 },
  invite: { x: 390, y: 105 },
  join: { x: 480, y: 225 },
  ban: { x: 280, y: 320 },
};

/** Memberships whose arrow to themselves hangs below. */
const LOOPS_BELOW: ReadonlySet<Membership> = new Set(["ban"]);

/** Who can take a user along an arrow: the user, the user with a member to vouch, others with a power. */
type Means = "self" | "vouched" | "invite" | "kick" | "ban";

const COLOURS: Readonly<Record<Means, string>> = {
  self: "#1a7f37",
  vouched: "#9a6700",
  invite: "#0969da",
  kick: "#bc4c00",
  ban: "#cf222e",
};

function meansOf(cell: Transition): Means | undefined {
  if (!cell.allowed) return undefined;
  if (cell.by === "self") return cell.vouched ? "vouched" : "self";
  return cell.power === "none" ? undefined : cell.power;
}

/** Requirement of a transition: the lowest of several power levels; the plain way where there are two. */
function meansFor(cells: readonly Transition[]): Means[] {
  const found = new Set(cells.map(meansOf));
  if (found.has("self")) found.delete("vouched");
  const power = (["invite", "kick", "ban"] as const).find((means) => found.has(means));
  const alone = (["self", "vouched"] as const).find((means) => found.has(means));
  return [alone, power].filter((means) => means !== undefined);
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** An arrow and its label. Labels are drawn last, so that no line runs through them. */
interface Drawn {
  readonly path: string;
  readonly label: string;
}

/** An arrow from a membership to itself: above it, or below. */
function loop(membership: Membership, means: readonly Means[]): Drawn {
  const { x, y } = PLACES[membership];
  const side = LOOPS_BELOW.has(membership) ? 1 : -1;
  const foot = y + side * (RADIUS - 3);
  const top = y + side * 72;
  const first = means[0] ?? "self";
  const path = `M ${x - 12} ${foot} C ${x - 30} ${top}, ${x + 30} ${top}, ${x + 12} ${foot}`;
  return { path: line(path, first), label: label({ x, y: y + side * 64 }, means) };
}

function line(path: string, means: Means): string {
  return `<path d="${path}" stroke="${COLOURS[means]}" marker-end="url(#head-${means})"/>`;
}

function label(at: Point, means: readonly Means[]): string {
  const spans = means.map((each, index) => {
    const gap = index === 0 ? "" : '<tspan fill="#57606a"> · </tspan>';
    return `${gap}<tspan fill="${COLOURS[each]}">${each}</tspan>`;
  });
  return `<text class="label" x="${round(at.x)}" y="${round(at.y)}">${spans.join("")}</text>`;
}

/** Where along an arrow its label may sit: rather nearer to the start, where arrows are further apart. */
const LABEL_PLACES = [0.36, 0.5, 0.25, 0.62, 0.72];
const LETTER_WIDTH = 6;
const LINE_HEIGHT = 16;

/** The labels of a panel so far: where they are, and how wide. */
type Labels = { readonly at: Point; readonly width: number }[];

/** The first of some points at which a label covers no other; the first of all, where there is none. */
function freePlace(points: readonly Point[], means: readonly Means[], labels: Labels): Point {
  const width = LETTER_WIDTH * means.join(" · ").length;
  const free = points.find((at) =>
    labels.every(
      (other) =>
        Math.abs(other.at.x - at.x) > (other.width + width) / 2 || Math.abs(other.at.y - at.y) > LINE_HEIGHT,
    ),
  );
  const at = free ?? points[0] ?? { x: 0, y: 0 };
  labels.push({ at, width });
  return at;
}

/** An arrow that bows to its right, so that the two directions of a pair stay apart. */
function arrow(from: Point, to: Point, means: readonly Means[], labels: Labels): Drawn {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  const bow = 24;
  const middle = {
    x: (from.x + to.x) / 2 - (dy / length) * bow,
    y: (from.y + to.y) / 2 + (dx / length) * bow,
  };
  const towards = (a: Point, b: Point): Point => {
    const far = Math.hypot(b.x - a.x, b.y - a.y);
    return { x: a.x + ((b.x - a.x) / far) * RADIUS, y: a.y + ((b.y - a.y) / far) * RADIUS };
  };
  const start = towards(from, middle);
  const end = towards(to, middle);
  const path = `M ${round(start.x)} ${round(start.y)} Q ${round(middle.x)} ${round(middle.y)} ${round(end.x)} ${round(end.y)}`;
  const on = (t: number, a: number, b: number, c: number): number =>
    (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c;
  const points = LABEL_PLACES.map((t) => ({
    x: on(t, start.x, middle.x, end.x),
    y: on(t, start.y, middle.y, end.y),
  }));
  const at = freePlace(points, means, labels);
  const first = means[0] ?? "self";
  return { path: line(path, first), label: label(at, means) };
}

function panel(
  joinRule: JoinRule,
  cells: readonly Transition[],
  memberships: readonly Membership[],
  at: Point,
): string {
  const arrows: Drawn[] = [];
  const labels: Labels = [];
  for (const from of memberships) {
    for (const to of memberships) {
      const means = meansFor(cells.filter((cell) => cell.from === from && cell.to === to));
      if (means.length === 0) continue;
      arrows.push(from === to ? loop(from, means) : arrow(PLACES[from], PLACES[to], means, labels));
    }
  }
  const nodes = memberships.map((membership) => {
    const { x, y } = PLACES[membership];
    return `<circle cx="${x}" cy="${y}" r="${RADIUS}"/><text class="node" x="${x}" y="${y}">${membership}</text>`;
  });
  const drawn = [...arrows.map(({ path }) => path), ...arrows.map((each) => each.label)];
  const title = `<text class="title" x="16" y="24">join rule: ${joinRule}</text>`;
  return `<g transform="translate(${at.x} ${at.y})">${title}${drawn.join("")}${nodes.join("")}</g>`;
}

const STYLE =
  "text{font:14px sans-serif;fill:#1f2328}.title{font-weight:bold}.node,.label{text-anchor:middle;dominant-baseline:central}" +
  ".label{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px}path{fill:none;stroke-width:1.5}circle{fill:#f6f8fa;stroke:#57606a}";

function markers(): string {
  return Object.entries(COLOURS)
    .map(
      ([means, colour]) =>
        `<marker id="head-${means}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" style="fill:${colour};stroke:none"/></marker>`,
    )
    .join("");
}

/** Legend under the panels. */
const LEGEND =
  "self: the user alone · vouched: the user, with a member who may invite vouching · invite: a member who may invite · kick, ban: a member who may, and outranks the user";

/** A diagram of the transitions of a room version, one panel for each join rule that it knows. */
export function membershipSvg(roomVersion: AnyRoomVersion): string {
  const rules = knownRules(roomVersion);
  const all = membershipTransitions(roomVersion);
  const known = JOIN_RULE_NAMES.filter(
    (joinRule) => joinRuleMeaning(joinRule, rules) === JOIN_RULES[joinRule],
  );
  const memberships = MEMBERSHIPS.filter((membership) => membership !== "knock" || rules.knocking);
  const panels = known.map((joinRule, index) =>
    panel(
      joinRule,
      all.filter((cell) => cell.joinRule === joinRule),
      memberships,
      { x: (index % 2) * WIDTH, y: 40 + Math.floor(index / 2) * HEIGHT },
    ),
  );
  const width = WIDTH * 2;
  const height = 40 + Math.ceil(known.length / 2) * HEIGHT + 30;
  const name = `Room version ${rules.version}: who can take a user from one membership to another`;
  const title = `<title>${name}</title><text class="title" x="16" y="26">${name}</text>`;
  const legend = `<text x="16" y="${height - 14}" style="font-size:12px">${LEGEND}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><style>${STYLE}</style><defs>${markers()}</defs><rect width="100%" height="100%" fill="#fff"/>${title}${panels.join("")}${legend}</svg>\n`;
}
