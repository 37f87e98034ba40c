/** A minimal remote server: serves keys, takes invites and transactions, remembers what it got, misbehaves on demand. */
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import {
  addEventSignature,
  eventId,
  generateKeyPair,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KeyPair,
  own,
  parseJson,
  type RoomVersion,
  roomVersionRules,
  signKeyDocument,
} from "@knockgen/auth";
import { anyAddress } from "../../../server/federation/transport/address.js";
import { Discovery } from "../../../server/federation/transport/discovery.js";
import { HttpsClient } from "../../../server/federation/transport/https-client.js";
import { SignedTransport } from "../../../server/federation/transport/signed-transport.js";
import type { FederationRequest, FederationResult } from "../../../server/federation/transport/transport.js";
import { type Reply, sendReply } from "./reply.js";
import type { TestAuthority, TestCertificate } from "./tls.js";

/** A request that the fake server got. */
export interface SeenRequest {
  readonly method: string;
  readonly uri: string;
  /** The path alone, decoded segment by segment. */
  readonly segments: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** Undefined where there was none, or no JSON. */
  readonly content: JsonValue | undefined;
}

/** Answers a request, or leaves it to the next. */
export type Responder = (request: SeenRequest) => Reply | undefined | Promise<Reply | undefined>;

/** How the fake server starts. */
export interface FakeServerOptions {
  readonly authority: TestAuthority;
  /** The host in its name; both of this machine's work, as servers of different names. */
  readonly host?: "127.0.0.1" | "localhost";
  readonly certificate?: TestCertificate;
  /** Of the rooms that it takes invites to and events of. The default is 10. */
  readonly roomVersion?: RoomVersion;
  readonly key?: KeyPair;
}

const DAY = 24 * 60 * 60 * 1000;

/** Started by `startFakeServer`. */
export class FakeServer {
  readonly name: string;
  readonly key: KeyPair;
  /** Everything that came, in order. */
  readonly requests: SeenRequest[] = [];
  /** Events that came in transactions, in order, repeats included. */
  readonly pdus: JsonObject[] = [];
  readonly edus: JsonObject[] = [];
  /** Invite events as they came. */
  readonly invites: JsonObject[] = [];
  /** Asked before anything else, the last one added first: here a test makes the server misbehave. */
  readonly responders: Responder[] = [];
  /** Answer of `/_matrix/key/v2/server`. */
  keyDocument: () => JsonObject;
  /** Key that signs its own requests. */
  requestKey: KeyPair;
  readonly #roomVersion: RoomVersion;
  readonly #server: Server;
  readonly #https: HttpsClient;
  readonly #transport: SignedTransport;

  constructor(server: Server, name: string, options: FakeServerOptions) {
    this.#server = server;
    this.name = name;
    this.key = options.key ?? generateKeyPair("fake");
    this.requestKey = this.key;
    this.#roomVersion = options.roomVersion ?? "10";
    this.keyDocument = () =>
      signKeyDocument({ serverName: name, validUntilTs: Date.now() + DAY }, [this.key]);
    this.#https = new HttpsClient({ ca: [options.authority.ca], addresses: anyAddress });
    this.#transport = new SignedTransport({
      serverName: name,
      signingKey: () => this.requestKey,
      https: this.#https,
      discovery: new Discovery({
        wellKnown: async () => ({ delegated: undefined, lifetimeMs: 0 }),
        srv: async () => [],
      }),
      timeoutMs: 20_000,
    });
  }

  /** Sends a signed request to another server. */
  request(request: FederationRequest): Promise<FederationResult<JsonValue>> {
    return this.#transport.request(request);
  }

  /** A copy of an event with this server's signature. */
  sign(event: JsonObject, roomVersion: RoomVersion = this.#roomVersion): JsonObject {
    return addEventSignature(event, roomVersion, this.name, this.key);
  }

  /** The content of the newest event that was pushed for a state key. */
  newest(type: string, stateKey: string): JsonObject | undefined {
    const matches = this.pdus.filter(
      (pdu) => own(pdu, "type") === type && own(pdu, "state_key") === stateKey,
    );
    const content = own(matches.at(-1) ?? {}, "content");
    return isJsonObject(content) ? content : undefined;
  }

  /** Resolves once a condition holds; rejects after a while. */
  async until(condition: (server: FakeServer) => boolean, timeoutMs = 120_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!condition(this)) {
      if (Date.now() > deadline) throw new Error(`${this.name} waited in vain for ${condition.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async answer(request: SeenRequest): Promise<Reply> {
    this.requests.push(request);
    for (const responder of [...this.responders].reverse()) {
      const reply = await responder(request);
      if (reply !== undefined) return reply;
    }
    return this.#usual(request);
  }

  async close(): Promise<void> {
    this.#https.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #usual({ method, segments, content }: SeenRequest): Reply {
    const [, api, version, operation] = segments;
    if (method === "GET" && api === "key" && operation === "server") return { json: this.keyDocument() };
    if (method === "PUT" && api === "federation" && operation === "send") return this.#transaction(content);
    if (method === "PUT" && api === "federation" && operation === "invite")
      return this.#invite(content, version === "v2");
    if (method === "GET" && api === "federation" && segments.at(-1) === "profile") return { json: {} };
    return { status: 404, json: { errcode: "M_UNRECOGNIZED", error: "a fake server does not do that" } };
  }

  #transaction(content: JsonValue | undefined): Reply {
    const results: Record<string, JsonObject> = {};
    for (const event of listOf(content, "pdus")) {
      this.pdus.push(event);
      results[this.#idOf(event)] = {};
    }
    this.edus.push(...listOf(content, "edus"));
    return { json: { pdus: results } };
  }

  /** The version is not in a transaction, so IDs are computed by the one that was set up. */
  #idOf(event: JsonObject): string {
    const stated = own(event, "event_id");
    return typeof stated === "string" ? stated : eventId(event, this.#roomVersion);
  }

  #invite(content: JsonValue | undefined, isV2: boolean): Reply {
    const event = isV2 && isJsonObject(content) ? own(content, "event") : content;
    const version = isV2 && isJsonObject(content) ? own(content, "room_version") : this.#roomVersion;
    if (!isJsonObject(event) || typeof version !== "string" || !isKnown(version))
      return { status: 400, json: { errcode: "M_BAD_JSON", error: "no event" } };
    this.invites.push(event);
    const signed = { event: this.sign(event, version) };
    return { json: isV2 ? signed : [200, signed] };
  }
}

function isKnown(version: string): version is RoomVersion {
  return roomVersionRules(version) !== undefined;
}

function listOf(content: JsonValue | undefined, key: string): readonly JsonObject[] {
  const list = isJsonObject(content) ? own(content, key) : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Starts a fake server on a free port of the loopback interface. */
export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const { authority, host = "127.0.0.1", certificate = authority.certificate() } = options;
  const server = createServer({ cert: certificate.cert, key: certificate.key });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake = new FakeServer(server, `${host}:${portOf(server)}`, options);
  server.on("request", (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const uri = incoming.url ?? "";
      const json = text === "" ? undefined : parseJson(text);
      const headers = new Map(
        Object.entries(incoming.headersDistinct).map(([k, v]) => [k, v?.join(", ") ?? ""]),
      );
      const segments = uri.split("?")[0]?.split("/").slice(1).map(decodeURIComponent) ?? [];
      const content = json?.ok ? json.value : undefined;
      const seen = { method: incoming.method ?? "", uri, segments, headers, text, content };
      fake.answer(seen).then(
        (reply) => sendReply(outgoing, reply),
        (error: unknown) => sendReply(outgoing, { status: 500, json: { error: String(error) } }),
      );
    });
  });
  return fake;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}
