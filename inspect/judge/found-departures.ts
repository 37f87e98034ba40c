/** The departures of one exchange, each once, without anything that must not be shown. */
import type { Route } from "@knockgen/matrix/runtime/route";
import type { Exchange } from "../exchange.js";
import type { Level, SchemaPlace, Side } from "../finding.js";
import { isSlip } from "../problems/slips.js";
import type { Release } from "../releases/release.js";
import { type Secrets, sampleOf, secretsOf } from "../secrets/masked.js";
import { type Departure, idOf } from "./departure.js";
import { eventLink, operationLink } from "./links.js";

/** A departure as it is found. */
export interface NewDeparture {
  readonly by: "client" | "server";
  readonly side: Side;
  readonly level: Level;
  readonly place: string;
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
  readonly value?: unknown;
  readonly schema?: SchemaPlace | undefined;
  readonly event?: string | undefined;
}

export class FoundDepartures {
  readonly #exchange: Exchange;
  readonly #release: Release;
  readonly #route: Route;
  readonly #bodies: readonly unknown[];
  readonly #departures = new Map<string, Departure>();
  #secrets: Secrets | undefined;

  /** `bodies`: the JSON of both sides, as far as it was read. */
  constructor(exchange: Exchange, release: Release, route: Route, bodies: readonly unknown[]) {
    this.#exchange = exchange;
    this.#release = release;
    this.#route = route;
    this.#bodies = bodies;
  }

  get all(): readonly Departure[] {
    return [...this.#departures.values()];
  }

  /** Texts of the exchange that are masked; looked for when the first departure is found. */
  get secrets(): Secrets {
    this.#secrets ??= secretsOf(this.#exchange, this.#bodies);
    return this.#secrets;
  }

  /** Keeps a departure, unless it is known, or a slip of the specification. */
  add(departure: NewDeparture): void {
    const route = this.#route;
    const { tables, name } = this.#release;
    const { by, side, level, place, pointer, keyword, message, value, schema, event } = departure;
    if (isSlip(route.name, departure, name)) return;
    const status = by === "server" ? this.#exchange.answer?.status : undefined;
    const key = [side, status ?? "", place, pointer, keyword, event ?? ""].join(" ");
    if (this.#departures.has(key)) return;
    const link = event === undefined ? operationLink(tables.site, route) : eventLink(tables.site, event);
    this.#departures.set(key, {
      key,
      id: idOf(`${route.api}/${route.name}`, departure, status),
      operation: `${route.api}/${route.name}`,
      method: route.method,
      path: route.path,
      side,
      level,
      place,
      pointer,
      keyword,
      message: publicMessage(keyword, message),
      sample: sampleOf(value, this.secrets),
      ...(status !== undefined && { status }),
      ...(event !== undefined && { event }),
      ...(schema !== undefined && { schema: { ...schema, release: name } }),
      ...(link !== undefined && { link }),
    });
  }
}

/** Names of an unknown member are a stranger's: the message does without them. */
const NAMES_STRANGER = new Set(["additionalProperties", "unevaluatedProperties", "propertyNames"]);

function publicMessage(keyword: string, message: string): string {
  return NAMES_STRANGER.has(keyword) ? "must not have this member" : message;
}
