/** Context of all handlers. */
import type { JsonObject } from "@knockgen/auth";
import type { AnswersAtOnce } from "./answers/answers-at-once.js";
import type { TokenCache } from "./client-server/sessions/authenticate.js";
import type { ServerConfig } from "./config.js";
import type { RemoteLists } from "./devices/remote-lists.js";
import type { FederationClient } from "./federation/calls/client.js";
import type { Handshakes } from "./federation/calls/handshake.js";
import type { TransactionInbox } from "./federation/incoming/transaction-inbox.js";
import type { KeyRing } from "./federation/keys/key-ring.js";
import type { OwnKeyRing } from "./federation/keys/own-keys.js";
import type { Limits } from "./limits/limits.js";
import type { Log } from "./log.js";
import type { EntriesUnderWay } from "./membership/entries-under-way.js";
import type { Notifier } from "./notifier.js";
import type { ProfileCache } from "./profile-cache.js";
import type { EarlyReceipts } from "./receipts/early-receipts.js";
import type { EventSigner } from "./room/sign.js";
import type { RoomWriter } from "./room/writer.js";
import type { Change, Store } from "./store/store.js";
import type { Touches } from "./touches.js";
import type { Typing } from "./typing/typing.js";
import type { Work } from "./work.js";

export type { ClientAuth } from "./client-auth.js";

/** The server's parts. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly serverName: string;
  readonly store: Store;
  readonly writer: RoomWriter;
  readonly signer: EventSigner;
  readonly notifier: Notifier;
  readonly touches: Touches;
  /** Tells those who wait of something that was committed other than by the writer. */
  readonly announce: (change: Change | undefined) => void;
  /** Sends other servers an event that was made before. */
  readonly sendEvent: (destinations: readonly string[], event: JsonObject) => Promise<void>;
  /** Sends other servers an EDU, a message that is not an event; those that are down get it later. */
  readonly sendEdu: (destinations: readonly string[], edu: JsonObject) => Promise<void>;
  /** Sends one that is of use only now: servers that are down never get it. */
  readonly passEdu: (destinations: readonly string[], edu: JsonObject) => void;
  readonly federation: FederationClient;
  readonly handshakes: Handshakes;
  readonly entries: EntriesUnderWay;
  readonly keys: KeyRing;
  readonly ownKeys: OwnKeyRing;
  readonly inbox: TransactionInbox;
  readonly limits: Limits;
  readonly answers: AnswersAtOnce;
  readonly tokens: TokenCache;
  readonly profiles: ProfileCache;
  readonly typing: Typing;
  readonly earlyReceipts: EarlyReceipts;
  readonly remoteLists: RemoteLists;
  readonly work: Work;
  readonly now: () => number;
  readonly log: Log;
}
