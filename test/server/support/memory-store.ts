/** Everything that federation needs kept, in memory. */
import type { InboxStore } from "../../../server/federation/incoming/inbox-store.js";
import type { KeyStore } from "../../../server/federation/keys/key-store.js";
import type { OutboxStore } from "../../../server/federation/outbox/outbox-store.js";
import { MemoryInboxStore } from "./memory-inbox-store.js";
import { MemoryKeyStore } from "./memory-key-store.js";
import { MemoryOutboxStore } from "./memory-outbox-store.js";

/** One object for the three stores. */
export function memoryFederationStore(): KeyStore & OutboxStore & InboxStore {
  const keys: KeyStore = new MemoryKeyStore();
  const outbox: OutboxStore = new MemoryOutboxStore();
  const inbox: InboxStore = new MemoryInboxStore();
  return {
    ownKeys: (candidate) => keys.ownKeys(candidate),
    rotateOwnKeys: (next, expiredTs) => keys.rotateOwnKeys(next, expiredTs),
    loadServerKeys: (server) => keys.loadServerKeys(server),
    saveServerKeys: (known) => keys.saveServerKeys(known),
    append: (destinations, items, now) => outbox.append(destinations, items, now),
    peek: (destination, pdus, edus) => outbox.peek(destination, pdus, edus),
    remove: (destination, sequences) => outbox.remove(destination, sequences),
    trim: (destination, pdus, edus) => outbox.trim(destination, pdus, edus),
    waiting: () => outbox.waiting(),
    loadDestination: (destination) => outbox.loadDestination(destination),
    saveDestination: (state) => outbox.saveDestination(state),
    claim: (destination, owner, now, untilTs) => outbox.claim(destination, owner, now, untilTs),
    release: (destination, owner) => outbox.release(destination, owner),
    loadAnswer: (origin, txnId) => inbox.loadAnswer(origin, txnId),
    saveAnswer: (origin, txnId, answer, now) => inbox.saveAnswer(origin, txnId, answer, now),
    forgetAnswers: (beforeTs) => inbox.forgetAnswers(beforeTs),
  };
}
