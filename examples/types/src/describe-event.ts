/** One event as a sentence. */
import { isEventOf, isKnownEvent } from "@knockgen/matrix/narrow";
import { checkClientEvent } from "@knockgen/matrix/validators/client-server";

export function describeEvent(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  const checked = checkClientEvent(value);
  if (!checked.ok)
    return checked.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()).join("; ");
  const event = checked.value;
  // The content is typed once the type is known.
  if (isEventOf(event, "m.room.member")) return `${event.state_key}: ${event.content.membership}`;
  if (isEventOf(event, "m.room.message")) return `${event.sender} says ${JSON.stringify(event.content.body)}`;
  return isKnownEvent(event) ? event.type : `${event.type}, of an application or malformed`;
}
