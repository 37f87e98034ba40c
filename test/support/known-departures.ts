/** Where our own server departs from the specification on purpose. */
import type { Waiver } from "../../inspect/waivers.js";

export const KNOWN_DEPARTURES: readonly Waiver[] = [
  {
    id: "client-server/getTurnServer:server:200:*",
    reason:
      "C137: without a TURN server the answer is empty, since a list without addresses breaks calls in browsers",
  },
];
