/** Parts of a draft. */
import type { KnownRules } from "../../push/known-rules.js";
import type { Store } from "../../store/store.js";
import type { EventCache } from "../event-cache.js";
import type { Room } from "../room.js";
import type { EventSigner } from "../sign.js";
import type { States } from "../states.js";
import type { DraftEvents } from "./draft-events.js";
import type { DraftWrite } from "./draft-write.js";
import type { Placement } from "./placement.js";

/** Context of all drafts. */
export interface DraftTools {
  readonly events: EventCache;
  readonly states: States;
  readonly signer: EventSigner;
  readonly now: () => number;
  readonly nextGroup: () => Promise<number>;
  readonly rules: KnownRules;
  readonly store: Pick<Store, "isFollowed" | "redactions" | "sentEvent">;
}

/** State of one draft. */
export interface DraftParts {
  readonly room: Room;
  readonly events: DraftEvents;
  readonly write: DraftWrite;
  readonly placement: Placement;
  readonly tools: DraftTools;
}
