/** Texts of the forms that the protocol and JSON Schema know. */
import { getString, type JsonObject } from "../../json.js";
import { wordOf } from "../../values/word.js";

const BY_FORMAT: { readonly [format: string]: string } = {
  "mx-event-id": "$event:example.org",
  "mx-mxc-uri": "mxc://example.org/media",
  "mx-room-alias": "#room:example.org",
  "mx-room-id": "!room:example.org",
  "mx-server-name": "example.org",
  "mx-unpadded-base64": "YQ",
  "mx-urlsafe-unpadded-base64": "YQ",
  "mx-user-id": "@user:example.org",
  byte: "YQ==",
  date: "2000-01-01",
  "date-time": "2000-01-01T00:00:00Z",
  email: "user@example.org",
  ipv4: "127.0.0.1",
  ipv6: "::1",
  uri: "https://example.org/",
  "uri-reference": "https://example.org/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** Tried in turn where there is a pattern and no format. */
const CANDIDATES: readonly string[] = [
  "text",
  ...Object.values(BY_FORMAT),
  "",
  "geo:0,0",
  "turn:example.org",
  "http://example.org/",
  "1",
  "a",
  "A",
  "displayname",
  "org.example.text",
];

/** A text that must be longer is sampled too short. */
const MAX_LENGTH = 10_000;

/** `word` itself, where the schema lets it. */
export function sampleString(schema: JsonObject, word: string): string {
  const format = getString(schema, "format");
  const minimum = typeof schema.minLength === "number" ? schema.minLength : 0;
  const known = format !== undefined && Object.hasOwn(BY_FORMAT, format) ? BY_FORMAT[format] : undefined;
  const pattern = getString(schema, "pattern");
  const candidates = [...(known === undefined ? [] : [known]), word, ...CANDIDATES];
  const maximum = typeof schema.maxLength === "number" ? schema.maxLength : Number.POSITIVE_INFINITY;
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const isRight = (text: string): boolean =>
    text.length >= minimum && text.length <= maximum && (expression === undefined || expression.test(text));
  return (
    candidates.find(isRight) ??
    (pattern === undefined ? undefined : wordOf(pattern, isRight)) ??
    "x".repeat(Math.max(1, Math.min(minimum, MAX_LENGTH)))
  );
}
