/** Clauses on `m.room.redaction`: 11 in versions 1 and 2. Later versions judge it when it is to be applied. */
import { domainOf } from "../identifier/domain.js";
import { own } from "../json/value.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";
import { findsLevelFor, hasLevelFor } from "./sender.js";

function redactsOwnServer({ event }: Judgement): boolean {
  const redacts = own(event.json, "redacts");
  const domain = typeof redacts === "string" ? domainOf(redacts) : undefined;
  return domain !== undefined && domain === domainOf(event.eventId);
}

export const REDACTION: ClauseGroup = {
  kind: "group",
  name: "redaction",
  text: "If the type is m.room.redaction",
  only: ({ redactionRule }) => redactionRule,
  on: { type: "m.room.redaction" },
  clauses: [
    {
      kind: "allow",
      key: "redaction.level",
      text: "Allow if the sender's level is at least the redact level",
      when: (judgement) => hasLevelFor(judgement, "redact"),
      finds: (judgement) => findsLevelFor(judgement, "redact"),
    },
    {
      kind: "allow",
      key: "redaction.domain",
      text: "Allow if the redacted event is of the server that the redaction is of",
      when: redactsOwnServer,
      finds: (judgement) =>
        `the redacted event is of ${redactsOwnServer(judgement) ? "the same" : "another"} server`,
    },
    {
      kind: "reject",
      key: "redaction.reject",
      text: "Otherwise, reject",
      when: always,
      finds: () => "the level is too low and the redacted event is of another server, or of none",
    },
  ],
};
