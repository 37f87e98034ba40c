/** The secret parts of headers that let in. */

/** Value of `Authorization`, cut before each part that is secret and after it: the parts at odd places are. */
export function splitCredentials(name: string, value: string): readonly string[] {
  const lower = name.toLowerCase();
  const isCookie = lower === "cookie" || lower === "set-cookie";
  if (isCookie && !value.includes("=")) return ["", value];
  if (lower === "set-cookie") return value.split(/(?<=^[^=;]*=)([^;]*)/);
  if (lower === "cookie") return value.split(/(?<=(?:^|;)[^=;]*=)([^;]*)/);
  if (!/authorization$/.test(lower)) return ["", value];
  if (/^\s*x-matrix\s/i.test(value)) return value.split(/(?<=\bsig\s{0,9}=\s{0,9}"?)([^",\s]+)/i);
  const scheme = /^\s*\S+\s+(?=\S)/.exec(value)?.[0] ?? "";
  return [scheme, value.slice(scheme.length)];
}

/** Credentials of a header, as they may stand elsewhere. */
export function credentialsIn(name: string, value: string): readonly string[] {
  return splitCredentials(name, value).flatMap((part, index) => {
    if (index % 2 === 0) return [];
    const text = part.trim().replace(/^"(.*)"$/, "$1");
    if (!/^basic\s/i.test(value)) return [text];
    const [name = "", ...password] = Buffer.from(text, "base64").toString().split(":");
    // A key stands before the colon where nothing comes behind it.
    return [text, password.join(":") || name];
  });
}
