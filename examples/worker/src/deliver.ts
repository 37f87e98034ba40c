/** Passes a notification on to a device. */
import type { NotifyRequestBody } from "@knockgen/matrix/push-gateway";

type Notification = NotifyRequestBody["notification"];
type Device = Notification["devices"][number];

/** Names of your applications; keys of others are not yours to deliver to. */
const APPLICATIONS: ReadonlySet<string> = new Set(["com.example.app"]);

/** Whether the device is still there; where it is not, the homeserver forgets it. */
export async function deliver(device: Device, { event_id: eventId, counts }: Notification): Promise<boolean> {
  if (!APPLICATIONS.has(device.app_id)) return false;
  console.log(`${device.pushkey}: ${eventId ?? `${counts?.unread ?? 0} unread`}`);
  return true;
}
