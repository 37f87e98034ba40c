/** The wish for a new room. */
import type { JsonObject } from "@knockgen/auth";
import type { InitialState, Preset } from "./presets.js";

/** Parts of a room that takes the place of another: no preset adds to them. */
export interface Copied {
  /** Levels for when everything else is there; undefined where those at the beginning stay. */
  readonly finalLevels: JsonObject | undefined;
}

/** A client's request. */
export interface NewRoom {
  /** Where the room's version leaves the choice; the default is made up. */
  readonly roomId?: string | undefined;
  readonly copied?: Copied | undefined;
  readonly creator: string;
  readonly version: string;
  readonly preset: Preset;
  readonly creationContent: JsonObject;
  /** Users who get the creator's power, with `trusted_private_chat`. */
  readonly trusted: readonly string[];
  readonly powerLevels: JsonObject;
  readonly initialState: readonly InitialState[];
  /** Full alias, which becomes the canonical one. */
  readonly alias: string | undefined;
  /** In the directory. */
  readonly published: boolean;
  readonly invited: readonly string[];
  /** Invites say that this is a conversation between two. */
  readonly isDirect: boolean;
}
