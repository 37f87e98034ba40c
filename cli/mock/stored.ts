/** Keeps things that a client has put and can get again, where the in-memory server does not: media, and whatever else is PUT. */
import type { Route } from "@knockgen/matrix/runtime/route";
import { isObject } from "#inspect/unknown-json.js";
import { type MockAnswer, mockError } from "./answer.js";
import { Budget } from "./budget.js";
import { Pushers } from "./pushers.js";

export interface StoredCall {
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
  /** Whose token came with it; empty where the operation asks for none. */
  readonly userId: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly json: unknown;
}

interface Media {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export class Stored {
  readonly #serverName: string;
  /** By operation's path and its parameters, which name the user where that matters. */
  readonly #values = new Map<string, object>();
  readonly #media = new Map<string, Media>();
  readonly #budget: Budget;
  readonly #pushers: Pushers;
  #ids = 0;

  constructor(serverName: string, budget: Budget = new Budget()) {
    this.#serverName = serverName;
    this.#budget = budget;
    this.#pushers = new Pushers(budget);
  }

  /** Undefined where the specification has to answer. */
  answer(call: StoredCall): MockAnswer | undefined {
    const { route } = call;
    const place = JSON.stringify([route.path, [...call.parameters]]);
    const own = this.#byName(call);
    if (own !== undefined) return own;
    if (route.method === "PUT" && isObject(call.json)) {
      const refusal = this.#budget.refusal(place, call.bytes.length);
      if (refusal === undefined) this.#values.set(place, call.json);
      return refusal;
    }
    if (route.method === "DELETE" && this.#values.delete(place)) this.#budget.free(place);
    if (route.method !== "GET") return undefined;
    const value = this.#values.get(place);
    return value === undefined ? undefined : stored(value);
  }

  #byName(call: StoredCall): MockAnswer | undefined {
    switch (call.route.name) {
      case "getPushers":
        return stored({ pushers: this.#pushers.of(call.userId) });
      case "postPusher":
        return this.#pushers.set(call.userId, call.json, call.bytes.length);
      case "createContent":
        return stored({ content_uri: this.#uriOf(this.#newMedia()) });
      case "uploadContentToMXC":
        return this.#upload(call, call.parameters.get("mediaId") ?? "") ?? stored({});
      case "uploadContent":
        return this.#uploadNew(call);
      case "getContent":
      case "getContentAuthed":
      case "getContentThumbnail":
      case "getContentThumbnailAuthed":
      case "getContentOverrideName":
      case "getContentOverrideNameAuthed":
        return this.#download(call);
      default:
        return undefined;
    }
  }

  #uploadNew(call: StoredCall): MockAnswer {
    const id = this.#newMedia();
    return this.#upload(call, id) ?? stored({ content_uri: this.#uriOf(id) });
  }

  /** Undefined where it was kept. */
  #upload({ contentType, bytes }: StoredCall, id: string): MockAnswer | undefined {
    if (this.#media.has(id))
      return mockError("stored", 409, "M_CANNOT_OVERWRITE_MEDIA", "There is something already");
    const refusal = this.#budget.refusal(JSON.stringify(["media", id]), bytes.length);
    if (refusal === undefined)
      this.#media.set(id, { type: contentType || "application/octet-stream", bytes });
    return refusal;
  }

  #newMedia(): string {
    return `media${++this.#ids}`;
  }

  #uriOf(id: string): string {
    return `mxc://${this.#serverName}/${id}`;
  }

  #download({ parameters }: StoredCall): MockAnswer {
    const found = this.#media.get(parameters.get("mediaId") ?? "");
    if (found === undefined) return mockError("stored", 404, "M_NOT_FOUND", "There is no such media");
    const headers = { "Content-Type": found.type, "Content-Disposition": "inline" };
    return { source: "stored", status: 200, headers, body: found.bytes };
  }
}

function stored(body: object): MockAnswer {
  return { source: "stored", status: 200, body };
}
