/** HAR files: of browsers, and what masking does to ours. */
import { expect, test } from "vitest";
import { readHar } from "../../inspect/har/read-har.js";
import { maskExchange, maskText } from "../../inspect/secrets/mask-exchange.js";
import { exchange, linesOf } from "./support/exchange.js";

function browser(url: string, content: object, more: object = {}): object {
  return {
    request: {
      method: "GET",
      url,
      headers: [
        { name: ":authority", value: "a.example" },
        { name: "accept-encoding", value: "gzip, br" },
      ],
      bodySize: 0,
    },
    response: {
      status: 200,
      headers: [
        { name: "content-type", value: "application/json" },
        { name: "content-encoding", value: "br" },
      ],
      content,
      ...more,
    },
  };
}

const har = (...entries: object[]): string => JSON.stringify({ log: { version: "1.2", entries } });
const DEVICES = "https://a.example/_matrix/client/v3/devices";
const wrong = JSON.stringify({ devices: [{ device_id: "A", display_name: null }] });

test("a browser's recording: decoded texts, base64, pseudo-headers, pages of the application, bodies that were not kept", () => {
  const text = har(
    browser("https://app.example/index.html", { text: "<html>" }),
    browser(DEVICES, { text: wrong }),
    browser(`${DEVICES}#fragment`, { text: Buffer.from(wrong).toString("base64"), encoding: "base64" }),
    browser(DEVICES, { size: 0 }, { status: 0 }),
    browser(DEVICES, { size: 12_345 }),
  );
  const exchanges = readHar(text);
  if (typeof exchanges === "string") throw new Error(exchanges);
  const found = ["server error getDevices body/devices/*/display_name type"];
  expect(exchanges.map((each) => linesOf(each))).toEqual([found, found, [], []]);
  expect(exchanges[0]?.request.headers.map(([name]) => name)).toEqual(["accept-encoding"]);
  expect(exchanges[2]?.answer).toBeUndefined();
});

test("bodies that a recording lacks are unknown, and not empty; forms that it has as members are whole", () => {
  const kick = "https://a.example/matrix/_matrix/client/v3/rooms/!a%3Ab/kick";
  const post = (request: object): object => {
    const entry = browser(kick, { size: 2, text: "{}" });
    return { ...entry, request: { method: "POST", url: kick, headers: [], bodySize: 0, ...request } };
  };
  const params = [{ name: "a", value: "b c" }, { name: "d" }];
  const exchanges = readHar(
    `\ufeff${har(
      post({}),
      post({ bodySize: -1 }),
      post({ bodySize: -1, postData: { mimeType: "application/json", text: "" } }),
      post({ postData: { mimeType: "multipart/form-data; boundary=a", params } }),
      post({ postData: { mimeType: "application/x-www-form-urlencoded", params } }),
      browser(DEVICES, { size: 12_345, text: "" }),
    )}`,
  );
  if (typeof exchanges === "string") throw new Error(exchanges);
  const text = (body: Uint8Array | undefined): string | undefined => body && new TextDecoder().decode(body);
  expect(exchanges.map(({ request }) => text(request.body))).toEqual([
    "",
    undefined,
    undefined,
    undefined,
    "a=b+c&d=",
    "",
  ]);
  expect(exchanges[5]?.answer?.body).toBeUndefined();
  const target = "/_matrix/client/v3/rooms/!a%3Ab/kick";
  expect(exchanges.slice(0, 5).map(({ request }) => request.target)).toEqual(Array(5).fill(target));
  expect(exchanges.slice(0, 4).map((each) => linesOf(each))).toEqual([
    ["client error kick body json"],
    [],
    [],
    [],
  ]);
});

test("the beginning of a body is unknown, and not damaged JSON; a page is one, however long it was", () => {
  const exchanges = readHar(
    har(
      browser(DEVICES, { size: 2_000_000, text: '{"devices":[{"device_id":"A"' }),
      browser(DEVICES, { size: 5, text: '{"devices":[{"device_id":"A"' }),
      browser(DEVICES, { size: 2_000_000, text: '{"devices":[{"device_id":7}]}' }),
      browser(DEVICES, { size: 2_000_000, text: "<html>", mimeType: "text/html" }),
    ),
  );
  if (typeof exchanges === "string") throw new Error(exchanges);
  expect(exchanges.map((each) => linesOf(each))).toEqual([
    [],
    ["server error getDevices body json"],
    ["server error getDevices body/devices/*/device_id type"],
    [expect.stringContaining("server error getDevices")],
  ]);
});

test("what a recording does not say is nobody's fault: headers that were not kept, and bodies in an odd encoding", () => {
  const url = "https://a.example/_matrix/client/v3/createRoom";
  const content = { text: '{"room_id":"!a:b"}' };
  const post = (request: object, response: object = {}): object => ({
    request: { method: "POST", url, ...request },
    response: { status: 200, content, ...response },
  });
  const exchanges = readHar(
    har(
      post({ postData: { mimeType: "application/json", text: "{}" } }),
      post({ headers: [], postData: { text: "e30=", encoding: "base64" } }, { headers: [] }),
      post({}),
      post({ postData: { text: "H4sI", encoding: "gzip" } }),
      post({}, { content: { text: "!!!", encoding: "base64" } }),
      post({}, { headers: [{ name: "date", value: "x" }], content: { ...content, mimeType: "text/plain" } }),
      browser(`blob:${DEVICES}`, { text: "{}" }),
      browser("wss://a.example/_matrix/client/v3/devices", { text: "{}" }),
    ),
  );
  if (typeof exchanges === "string") throw new Error(exchanges);
  // A server that sends headers, and among them no type, is at fault.
  const untyped = "server error createRoom media-type media-type";
  expect(exchanges.map((each) => linesOf(each))).toEqual([[], [], [], [], [], [untyped]]);
  expect(new TextDecoder().decode(exchanges[1]?.request.body)).toBe("{}");
});

test.each([
  ["nothing", "is not JSON"],
  ["{}", "log.entries"],
  ['{"log":{"entries":{}}}', "log.entries"],
])("%s is not a HAR", (text, wrong) => {
  expect(readHar(text)).toContain(wrong);
});

test("entries that are not exchanges are left out", () => {
  expect(
    readHar(
      har(
        {},
        { request: { method: 1, url: "https://a.example/_matrix/x" } },
        { request: { method: "GET", url: "no" } },
      ),
    ),
  ).toEqual([]);
});

test("what is masked keeps length and form", () => {
  expect(maskText("Grüße 12, @a:b!")).toBe("xxxxx 00, @x:x!");
  const masked = maskExchange(
    exchange(
      "POST /_matrix/client/v3/login?token=abc%20def",
      200,
      { access_token: "secret1", user_id: "@a:b" },
      { body: { password: "word" } },
    ),
  );
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  expect(text(masked.answer?.body)).toBe('{"access_token":"xxxxxx0","user_id":"@a:b"}');
  expect(text(masked.request.body)).toBe('{"password":"xxxx"}');
  expect(masked.request.target).toBe("/_matrix/client/v3/login?token=xxx%20xxx");
});

test("a body that is not JSON is left out of a recording", () => {
  const masked = maskExchange(exchange("GET /_matrix/client/v1/media/download/a/b", 200, "<html>"));
  expect(masked.answer?.body).toBeUndefined();
});
