/** Another server for benches: holds a large room, lets users in, and asks signed requests. */
import { readFileSync } from "node:fs";
import { createServer, request as httpsRequest } from "node:https";
import {
  eventId,
  generateKeyPair,
  selectAuthEvents,
  signEvent,
  signKeyDocument,
  signRequest,
} from "../../auth/dist/index.js";

const DAY = 86_400_000;
const member = "m.room.member";

/** A room as its server holds it. */
function makeRoom(name, key, version, members) {
  const roomId = `!large:${name}`;
  const state = new Map();
  let newest;
  const template = (type, sender, stateKey, content) => ({
    type,
    room_id: roomId,
    sender,
    ...(stateKey !== undefined && { state_key: stateKey }),
    content,
    origin_server_ts: Date.now(),
    depth: state.size + 1,
    prev_events: newest === undefined ? [] : [newest],
    auth_events: selectAuthEvents({ type, sender, stateKey, content }, version).flatMap(
      ([each, at]) => state.get(`${each}\n${at}`)?.id ?? [],
    ),
  });
  const make = (type, sender, stateKey, content) =>
    signEvent(template(type, sender, stateKey, content), version, name, key);
  const add = (type, sender, stateKey, content) => {
    const event = make(type, sender, stateKey, content);
    newest = eventId(event, version);
    state.set(`${type}\n${stateKey}`, { id: newest, event });
  };
  const owner = `@owner:${name}`;
  add("m.room.create", owner, "", { creator: owner, room_version: version });
  add(member, owner, owner, { membership: "join" });
  add("m.room.power_levels", owner, "", { users: { [owner]: 100 } });
  add("m.room.join_rules", owner, "", { join_rule: "public" });
  for (let at = state.size; at < members; at++) {
    const user = `@member${at}:${name}`;
    const content = {
      membership: "join",
      displayname: `Member ${at}`,
      avatar_url: `mxc://${name}/picture${at}`,
    };
    add(member, user, user, content);
  }
  const events = [...state.values()].map(({ event }) => event);
  const join = (user) => template(member, user, user, { membership: "join" });
  return { roomId, owner, join, make, events, chain: events.slice(0, 4), newest: () => newest };
}

/** Starts it. `answer` may answer first, by path; undefined leaves it to the room. */
export async function startResident({ certificates, members, version = "10", answer = () => undefined }) {
  const [cert, key] = [readFileSync(certificates.cert), readFileSync(certificates.key)];
  const https = createServer({ cert, key });
  await new Promise((resolve) => https.listen(0, "127.0.0.1", resolve));
  const name = `127.0.0.1:${https.address().port}`;
  const signing = generateKeyPair("1");
  const room = makeRoom(name, signing, version, members);
  const given = Buffer.from(
    JSON.stringify({
      state: room.events,
      auth_chain: room.chain,
      members_omitted: false,
      servers_in_room: [name],
    }),
  );
  const own = (path) => {
    if (path.startsWith("/_matrix/key/v2/server"))
      return signKeyDocument({ serverName: name, validUntilTs: Date.now() + DAY }, [signing]);
    if (path.includes("/make_join/"))
      return { room_version: version, event: room.join(path.split("/").at(-1).split("?")[0]) };
    if (path.includes("/send_join/")) return given;
    return path.includes("/send/") ? { pdus: {} } : undefined;
  };
  https.on("request", (request, response) => {
    request.resume();
    request.on("end", () => {
      const path = decodeURIComponent(request.url);
      const json = answer(path) ?? own(path);
      if (json === undefined) response.statusCode = 404;
      response.setHeader("content-type", "application/json");
      response.end(Buffer.isBuffer(json) ? json : JSON.stringify(json ?? { errcode: "M_UNRECOGNIZED" }));
    });
  });
  const ca = readFileSync(certificates.ca);
  /** Sends text as it is, signed by `sign` or by our key over `content`; gives status and bytes of the answer. */
  const ask = (destination, method, uri, { content, text, authorization } = {}) =>
    new Promise((resolve, reject) => {
      const [host, port] = destination.split(":");
      const origin = name;
      const body = text ?? (content === undefined ? undefined : JSON.stringify(content));
      const headers = {
        authorization: authorization ?? signRequest({ method, uri, origin, destination, content }, signing),
        ...(body !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        }),
      };
      const sent = httpsRequest(
        { host, port, method, path: uri, headers, ca, servername: "" },
        (response) => {
          let bytes = 0;
          const parts = [];
          response.on("data", (part) => {
            bytes += part.length;
            if (bytes < 10_000) parts.push(part);
          });
          response.on("end", () =>
            resolve({ status: response.statusCode, bytes, text: Buffer.concat(parts).toString() }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  return {
    name,
    room,
    signing,
    ask,
    close: () => {
      https.closeAllConnections();
      https.close();
    },
  };
}
