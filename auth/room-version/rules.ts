/** Differences between room versions, as data. */

/** A room version of the specification. */
export type RoomVersion = "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12";

/** A room version that was tried out under a name of its own; rooms of it exist. */
export type UnstableRoomVersion = "org.matrix.hydra.11" | "org.matrix.msc3757.10" | "org.matrix.msc3757.11";

/** How functions take a room version: the name of one that the engine knows, or rules of the caller's own (O54). */
export type AnyRoomVersion = RoomVersion | UnstableRoomVersion | RoomVersionRules;

/**
 * Everything in which room versions differ. Rules of one's own are made of those of another version:
 * `{ ...ROOM_VERSIONS["11"], version: "com.example.quiet", disposition: "unstable", knocking: false }`. What follows from
 * them is kept with the object, so make one and pass that each time.
 */
export interface RoomVersionRules<Name extends string = string> {
  readonly version: Name;
  /** Whether rooms of the version are fit for everyday use. */
  readonly disposition: "stable" | "unstable";
  /** Where event IDs come from: chosen by the sender, or the reference hash in one of the base64 alphabets. */
  readonly eventId: "chosen" | "hash" | "hash-url-safe";
  /** Form of the room ID: a localpart and a server, or the create event's ID. */
  readonly roomId: "server" | "create-event";
  /** Who the creators are: `content.creator`, the create event's sender, or that and `additional_creators`. */
  readonly creators: "content" | "sender" | "sender-and-additional";
  /** Whether numbers with a fraction or an exponent count as power levels, cut at the point. */
  readonly floatLevels: boolean;
  /** Whether strings of digits count as power levels. */
  readonly stringLevels: boolean;
  /** Whether `null` counts as a level that is not given, where servers read it so; elsewhere it is unreadable (O50). */
  readonly nullLevels: boolean;
  /** Whether events that break canonical JSON are refused. */
  readonly strictJson: boolean;
  /** Unit in which servers count the 255 of `sender`, `room_id`, `type`, `state_key` and `event_id` (O30). */
  readonly idLength: "code-points" | "bytes";
  /** The greatest `depth`. */
  readonly maxDepth: bigint;
  /** Whether a signing key must have been valid when the event was sent. */
  readonly keyValidity: boolean;
  /** Whether `redacts` is in the content of a redaction; at the top level before. */
  readonly redactsInContent: boolean;
  /** Whether the authorisation rules judge redactions; afterwards each server decides whether to apply one. */
  readonly redactionRule: boolean;
  /** Whether the authorisation rules judge `m.room.aliases` apart from other events. */
  readonly aliasRule: boolean;
  /** Whether a change of `notifications` in power levels needs the level that it changes. */
  readonly notificationLevels: boolean;
  /** Whether users can knock. */
  readonly knocking: boolean;
  /** Whether a join can be authorised by a member of another room. */
  readonly restrictedJoins: boolean;
  /** Whether one join rule can permit both. */
  readonly knockRestricted: boolean;
  /** Whether a state key may be a user ID with a suffix, which that user and users with a higher level may set (MSC3757). */
  readonly ownedState: boolean;
  readonly stateResolution: "v1" | "v2" | "v2.1";
  readonly redaction: RedactionRules;
}

/** Which keys survive a redaction. */
export interface RedactionRules {
  /** Top-level keys that stay, in order. */
  readonly topLevel: readonly string[];
  /** Content keys that stay, by event type; `"all"` keeps the content whole. */
  readonly content: Readonly<Record<string, "all" | readonly string[]>>;
  /** Whether the `signed` block of a member event's third-party invite stays. */
  readonly keepSignedInvite: boolean;
}
