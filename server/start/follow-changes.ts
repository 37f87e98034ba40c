/** All that follows from a change, of this process or of another one on the same database. */
import type { ServerContext } from "../context.js";
import { tellOfJoins } from "../devices/tell-of-joins.js";
import type { Federation } from "../federation/federation.js";
import { newKey } from "../federation/keys/own-keys.js";
import { doTasks } from "../membership/account-tasks.js";
import type { Change, Position } from "../store/store.js";
import { endTypingOf } from "../typing/set-typing.js";
import type { Parts } from "./make-parts.js";

/** Has everyone told of what concerns them from now on. */
export function followChanges({ context, federation, progress }: Parts): void {
  const { announce, entries, store, work, writer } = context;
  writer.onCommit((change) => {
    announce(change);
    if (change === undefined || change.users.length === 0) return;
    work.behind("devices were not told of", () => tellOfJoins(context, change));
  });
  writer.onDeactivated((userIds) => {
    for (const userId of userIds) doTasks(context, userId);
  });
  store.onChange(announce);
  store.onOther(() => {
    progress.expectOthers();
    entries.expectOthers();
  });
  store.onUser((userId) => forgetUser(context, userId));
  store.onKeys(() => {
    work.behind("the rotated keys could not be read", async () =>
      federation.own.use(await store.ownKeys(newKey)),
    );
  });
  progress.onAdvance((position, change) => {
    if (change === undefined) distrust(context, federation, position);
    else tell(context, federation, position, change);
  });
}

/** All of a change is known, and of all before it. */
function tell(context: ServerContext, federation: Federation, position: Position, change: Change): void {
  const { earlyReceipts, notifier, typing, work } = context;
  for (const entry of change.typing ?? []) typing.apply(position, entry);
  notifier.notify(position, change.rooms, change.users);
  endTyping(context, change);
  for (const roomId of change.rooms)
    if (earlyReceipts.has(roomId))
      work.behind("receipts could not be placed", () => earlyReceipts.look(roomId), { roomId });
  federation.queue.wake(change.destinations);
}

/** Anything may have changed, in whatever is kept in memory. */
function distrust(context: ServerContext, federation: Federation, position: Position): void {
  const { notifier, store, touches, work } = context;
  store.doubt();
  touches.forget(position);
  notifier.notify(position);
  // For which servers something was put into the outbox is not known.
  work.behind("the outbox could not be read", () => federation.queue.start());
}

function endTyping(context: ServerContext, { rooms, ended: devices = [] }: Change): void {
  if (devices.length === 0 && rooms.every((roomId) => context.typing.in(roomId).users.length === 0)) return;
  context.work.behind("typing was not ended", () => endTypingOf(context, { rooms, devices }));
}

/** Another process has changed a user, or maybe all of them: nothing that is remembered of them holds. */
function forgetUser({ notifier, profiles, tokens }: ServerContext, userId: string | undefined): void {
  profiles.forget(userId);
  tokens.forgetUser(userId);
  // A sync that waits looks again whether its token is good (O29).
  if (userId === undefined) notifier.notify(notifier.position);
  else notifier.notify(notifier.position, [], [userId]);
}
