/** The rooms of a space and of those below it, depth first (C110 to C114). */
import type { GetSpaceHierarchyResponse200, RoomSummary } from "@knockgen/matrix/client-server";
import { endOf } from "../../bounds/end-of.js";
import { forbidden } from "../../errors.js";
import type { Hierarchy } from "../../federation/calls/query-calls.js";
import { isResident } from "../../membership/require-member.js";
import type { SpacesElsewhere } from "../../membership/spaces-elsewhere.js";
import { childrenOf, readChildren, type SpaceChild } from "../../room/space-children.js";
import { isOpenToStrangers, roomSummary } from "../../room/summary.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Parts = Pick<Context, "serverName" | "store" | "writer">;

export type ShownRoom = GetSpaceHierarchyResponse200["rooms"][number];

/** Which part of which space. */
export interface SpaceWish {
  readonly roomId: string;
  readonly auth: Auth;
  readonly suggestedOnly: boolean;
  /** Levels below the space. */
  readonly maxDepth: number;
  /** Rooms that earlier pages have shown. */
  readonly skip: number;
  readonly limit: number;
  /** Rooms that other servers have not told of when it ends are left out. */
  readonly patience: AbortSignal;
}

export interface SpacePage {
  readonly rooms: readonly ShownRoom[];
  readonly hasMore: boolean;
}

/** Rooms that are looked at for one answer, those of them about which other servers are asked, and those asked about before their turn. */
const MAX_VISITED = 1_000;
const MAX_ASKED = 20;
const MAX_AHEAD = 20;

interface Place {
  readonly roomId: string;
  readonly via: readonly string[];
  readonly depth: number;
}

interface Described {
  readonly summary: RoomSummary;
  readonly children: readonly SpaceChild[];
}

/** Walks a space from its beginning, as it may have changed since the last page. Refuses with 403 who may not see it. */
export async function walkSpace(
  context: Parts,
  elsewhere: SpacesElsewhere,
  wish: SpaceWish,
): Promise<SpacePage> {
  const walk = await Walk.of(context, elsewhere, wish);
  const seen = new Set<string>();
  const rooms: ShownRoom[] = [];
  let found = 0;
  const stack: Place[] = [walk.root];
  const end = wish.skip + wish.limit;
  while (found <= end && seen.size < MAX_VISITED) {
    const place = stack.pop();
    if (place === undefined) break;
    if (seen.has(place.roomId)) continue;
    seen.add(place.roomId);
    const described = await walk.describe(place);
    if (described === undefined) {
      if (place === walk.root) throw forbidden("There is no such room, or none that you may see");
      continue;
    }
    const { summary, children } = described;
    // Those of other pages are not held: each may have a megabyte of children.
    if (found >= wish.skip && found < end)
      rooms.push({ ...summary, children_state: children.map(({ event }) => event) });
    found++;
    if (place.depth === wish.maxDepth) continue;
    const below = children.map(({ roomId, via }) => ({ roomId, via, depth: place.depth + 1 }));
    await walk.lookAhead(below);
    stack.push(...below.reverse());
  }
  return { rooms, hasMore: found > end };
}

/** Knowledge of one walk. */
class Walk {
  readonly root: Place;
  readonly #context: Parts;
  readonly #elsewhere: SpacesElsewhere;
  readonly #suggestedOnly: boolean;
  /** The user's memberships by room. */
  readonly #memberships: ReadonlyMap<string, string>;
  /** Told by other servers, with the spaces above. */
  readonly #hints = new Map<string, RoomSummary>();
  readonly #inaccessible = new Set<string>();
  /** Answers that are waited for, by room. */
  readonly #answers = new Map<string, Promise<Hierarchy | undefined>>();
  readonly #isOver: Promise<undefined>;
  #asked = 0;

  private constructor(
    context: Parts,
    elsewhere: SpacesElsewhere,
    root: Place,
    { suggestedOnly, patience }: SpaceWish,
    memberships: ReadonlyMap<string, string>,
  ) {
    this.root = root;
    this.#context = context;
    this.#elsewhere = elsewhere;
    this.#suggestedOnly = suggestedOnly;
    this.#memberships = memberships;
    this.#isOver = endOf(patience);
  }

  static async of(context: Parts, elsewhere: SpacesElsewhere, wish: SpaceWish): Promise<Walk> {
    const { roomId, auth } = wish;
    const records = await context.store.membershipsOf(auth.userId);
    const via = records.find((record) => record.roomId === roomId)?.via ?? [];
    const home = serverOf(roomId);
    const root = { roomId, via: via.length > 0 || home === "" ? via : [home], depth: 0 };
    const memberships = new Map(records.map((record) => [record.roomId, record.membership]));
    return new Walk(context, elsewhere, root, wish, memberships);
  }

  /** Asks about rooms before their turn, since each of their servers may let us wait. */
  async lookAhead(places: readonly Place[]): Promise<void> {
    for (const place of places) {
      if (this.#answers.size >= MAX_AHEAD) return;
      if (this.#isToldOf(place.roomId) || (await isResident(this.#context, place.roomId))) continue;
      // A failure is told when it is the room's turn.
      this.#ask(place).catch(() => undefined);
    }
  }

  /** Undefined for a room that the user may not know of, or that no server tells of. */
  async describe(place: Place): Promise<Described | undefined> {
    const described = (await isResident(this.#context, place.roomId))
      ? await this.#here(place)
      : await this.#there(place);
    return described !== undefined && this.#isShown(described.summary) ? described : undefined;
  }

  async #here({ roomId }: Place): Promise<Described | undefined> {
    const summary = await roomSummary(this.#context, roomId);
    if (summary === undefined) return undefined;
    const children = isSpace(summary) ? await childrenOf(this.#context, roomId, this.#suggestedOnly) : [];
    return { summary, children };
  }

  /** Whether servers need not be asked: of a room that is not a space, its own answer would say no more than that of the space above. */
  #isToldOf(roomId: string): boolean {
    const hint = this.#hints.get(roomId);
    return this.#inaccessible.has(roomId) || (hint !== undefined && !isSpace(hint));
  }

  #ask({ roomId, via }: Place): Promise<Hierarchy | undefined> {
    const begun = this.#answers.get(roomId);
    if (begun !== undefined) return begun;
    const answer = Promise.race([this.#elsewhere.find(roomId, via, this.#suggestedOnly), this.#isOver]);
    this.#answers.set(roomId, answer);
    return answer;
  }

  async #there(place: Place): Promise<Described | undefined> {
    const { roomId } = place;
    if (this.#inaccessible.has(roomId)) return undefined;
    const hint = this.#hints.get(roomId);
    const known = hint && { summary: hint, children: [] };
    if (this.#isToldOf(roomId) || this.#asked >= MAX_ASKED) return known;
    this.#asked++;
    const answer = await this.#ask(place);
    if (answer === undefined) return known;
    for (const child of answer.children) this.#hints.set(child.room_id, child);
    for (const id of answer.inaccessible) this.#inaccessible.add(id);
    const children = isSpace(answer.room) ? readChildren(answer.childEvents, this.#suggestedOnly) : [];
    return { summary: answer.room, children };
  }

  /** C112: members and invited users see a room, and those who could join, knock or read it. */
  #isShown(summary: RoomSummary): boolean {
    const membership = this.#memberships.get(summary.room_id);
    // They could neither join nor knock.
    if (membership === "ban") return summary.world_readable;
    const isIn = membership === "join" || membership === "invite";
    const isLetIn = (summary.allowed_room_ids ?? []).some((id) => this.#memberships.get(id) === "join");
    return isIn || isOpenToStrangers(summary) || isLetIn;
  }
}

function isSpace({ room_type }: RoomSummary): boolean {
  return room_type === "m.space";
}
