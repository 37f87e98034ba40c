/** A text of each format that validators check. */
import { isAssertedFormat } from "../emit/validators/formats.js";
import type { MatrixFormat, StandardFormat } from "../formats.js";

const SAMPLES: { readonly [format in MatrixFormat | StandardFormat]: string } = {
  "mx-event-id": "$e",
  "mx-mxc-uri": "mxc://a.test/b",
  "mx-room-alias": "#a:b.test",
  "mx-room-id": "!a:b.test",
  "mx-server-name": "b.test",
  "mx-unpadded-base64": "ab+/",
  "mx-urlsafe-unpadded-base64": "ab_-",
  "mx-user-id": "@a:b.test",
  byte: "YQ==",
  date: "2020-02-29",
  "date-time": "2020-02-29T12:00:00Z",
  duration: "P1D",
  email: "a@b.test",
  hostname: "b.test",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  "iso-date-time": "2020-02-29T12:00:00",
  "iso-time": "12:00:00",
  "json-pointer": "/a",
  "json-pointer-uri-fragment": "#/a",
  regex: "[a]",
  "relative-json-pointer": "1/a",
  time: "12:00:00Z",
  uri: "urn:a:b",
  "uri-reference": "./a/b",
  "uri-template": "/a/{b}",
  url: "https://b.test/a",
  uuid: "00000000-0000-4000-8000-000000000000",
};
const TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(SAMPLES));

/** Any text where the format is an annotation. */
export function sampleOf(format: string, assertFormats: boolean): string {
  return (isAssertedFormat(format, assertFormats) ? TEXTS.get(format) : undefined) ?? "a";
}
