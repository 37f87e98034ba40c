/** The clause that closes a room to other servers: 3, in version 12: 4. */
import { sameDomain } from "../identifier/domain.js";
import { isUnfederated } from "../read/create.js";
import type { Clause } from "./clause.js";

export const FEDERATE: Clause = {
  kind: "reject",
  key: "federate",
  text: "Reject if m.federate is false and the sender is of another server than the room's creator",
  when: ({ create, event }) =>
    create !== undefined && isUnfederated(create) && !sameDomain(create.sender, event.sender),
  finds: ({ create, event }) =>
    create !== undefined && isUnfederated(create)
      ? `the room is closed to other servers than that of ${create.sender}, the sender is ${event.sender}`
      : "the room is open to other servers",
};
