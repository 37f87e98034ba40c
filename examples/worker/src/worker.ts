/** The worker: a push gateway, over the emitted routes. */
import { type PushGatewayHandlers, unimplemented } from "@knockgen/matrix/routes/push-gateway";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { deliver } from "./deliver.js";

const handlers: PushGatewayHandlers = {
  ...unimplemented,
  async notify({ body: { notification } }) {
    const outcomes = await Promise.all(
      notification.devices.map(async (device) => ({ device, isThere: await deliver(device, notification) })),
    );
    const rejected = outcomes.filter(({ isThere }) => !isThere).map(({ device }) => device.pushkey);
    return { status: 200, body: { rejected } };
  },
};

export default { fetch: createFetchHandler({ handlers }) };
