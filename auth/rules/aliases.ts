/** Clauses on `m.room.aliases`: 4 in versions 1 to 5. Neither membership nor level is asked for. */
import { domainOf } from "../identifier/domain.js";
import { always, type ClauseGroup } from "./clause.js";

export const ALIASES: ClauseGroup = {
  kind: "group",
  name: "aliases",
  text: "If the type is m.room.aliases",
  only: ({ aliasRule }) => aliasRule,
  on: { type: "m.room.aliases" },
  clauses: [
    {
      kind: "reject",
      key: "aliases.no_state_key",
      text: "Reject if there is no state key",
      when: ({ event }) => event.stateKey === undefined,
      finds: ({ event }) => (event.stateKey === undefined ? "there is no state key" : "there is a state key"),
    },
    {
      kind: "reject",
      key: "aliases.domain",
      text: "Reject if the state key is not the sender's server",
      when: ({ event }) => domainOf(event.sender) !== event.stateKey,
      finds: ({ event }) => `the state key is "${event.stateKey ?? ""}", the sender is ${event.sender}`,
    },
    {
      kind: "allow",
      key: "aliases.allow",
      text: "Otherwise, allow",
      when: always,
      finds: () => "servers set their own aliases",
    },
  ],
};
