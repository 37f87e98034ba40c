/** A device as its user is shown it (C54). */
import type { ClientDevice } from "@knockgen/matrix/client-server";
import type { NamedDevice } from "../../store/store.js";

/** Unknown members are left out, never null. */
export function shownDevice({ deviceId, displayName, lastCall }: NamedDevice): ClientDevice {
  return {
    device_id: deviceId,
    ...(displayName !== undefined && { display_name: displayName }),
    ...(lastCall?.ip !== undefined && { last_seen_ip: lastCall.ip }),
    ...(lastCall && { last_seen_ts: lastCall.ts }),
  };
}
