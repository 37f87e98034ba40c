/** A device as its user is shown it (C54). */
import type { ClientDevice } from "@knockgen/matrix/client-server";
import type { NamedDevice } from "../store/types.js";

/** Unknown members are left out, never null. */
export function shownDevice({ deviceId, displayName }: NamedDevice): ClientDevice {
  return { device_id: deviceId, ...(displayName !== undefined && { display_name: displayName }) };
}
