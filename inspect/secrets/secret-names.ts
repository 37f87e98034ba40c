/** Names by which a secret is known, wherever it stands. */

const SECRET_NAME =
  /token|passw|secret|private_key|recovery|pickle|^session(?:_data|_key)?$|^key$|^code$|^(?:device|user)_code$|cookie|^sig$|^sid$|^k$|^pushkey$|^rejected$|^p256dh$|^saml(?:request|response)$|^relaystate$/i;

/** Names of members that hold what a secret was made into, many in one body, and not found in others. */
const MADE_OF_SECRET = /ciphertext|signature|nonce|^mac$/i;

/** Names of members that hold what people write to each other, look for, or are reached by. */
const TEXT_NAME =
  /^(?:body|formatted_body|m\.(?:text|html)|org\.matrix\.msc1767\.(?:text|html)|topic|name|reason|displayname|display_name|status_msg|caption|description|filename|geo_uri|(?:generic_)?search_term|highlights|pattern|keywords|email|address|phone_number|(?:last_seen_)?ip|og:title|og:description|sdp|candidate|endpoint|default_payload|submit_url)$/;

/** Members whose name looks secret and whose value is a word of the specification. */
const HARMLESS = /^(?:token_type|m\.[\w.]*(?:token|secret|password)[\w.]*)$/;

/** Members of an `auth` that say which proof it is; all others are the proof. */
const OF_PROOF = /^(?:type|identifier|user|medium|address|session|three_?pid_?creds)$/i;

/** `credentials` let a person in, `texts` are what people wrote, or what is to be read by no other. */
export type SecretKind = "credentials" | "texts";

/** Kind of secret that a member of this name holds, in a member of that name; undefined for all others. */
export function kindOf(name: string, parent?: string): SecretKind | undefined {
  if (parent === "auth" && !OF_PROOF.test(name)) return "credentials";
  // Data of a pusher: a browser gives it to servers that may send to it.
  if (parent === "data" && name === "auth") return "credentials";
  if (name === "uri" && /location$/.test(parent ?? "")) return "texts";
  if (HARMLESS.test(name)) return undefined;
  if (SECRET_NAME.test(name)) return "credentials";
  return TEXT_NAME.test(name) || MADE_OF_SECRET.test(name) ? "texts" : undefined;
}

/** The same of a parameter of an address, where `state` is what ties an answer to who has asked. */
export function kindOfParameter(name: string): SecretKind | undefined {
  return name === "state" ? "credentials" : kindOf(name);
}

/** Headers whose whole value lets in. */
const SECRET_HEADER =
  /cookie|^(?:proxy-)?authorization$|token|secret|api-?key|passw|session|^x-auth|csrf|xsrf|^sec-websocket-protocol$/i;

/** Headers that say where a person is, comes from or is sent to. */
const PERSONAL_HEADER =
  /^(?:content-)?location$|^referer$|^(?:x-)?forwarded(?:-for)?$|^x-real-ip$|^true-client-ip$|^cf-connecting-ip$/i;

export function kindOfHeader(name: string): SecretKind | undefined {
  if (SECRET_HEADER.test(name)) return "credentials";
  return PERSONAL_HEADER.test(name) ? "texts" : undefined;
}
