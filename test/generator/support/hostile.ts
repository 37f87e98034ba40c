/** Texts that a hostile author could write into a schema, and schemas that are full of them. */

export const RUN: string = "globalThis.injected = true";
/** Each would run, or break the code around it, where it got into code unquoted. */
export const TEXTS: readonly string[] = [
  `"; ${RUN}; "`,
  `'; ${RUN}; '`,
  `\`; ${RUN}; \``,
  `\${${RUN}}`,
  `\\"; ${RUN}; //`,
  `\\`,
  `\\\\"; ${RUN}; //`,
  `*/ ${RUN}; /*`,
  `\n${RUN}\n`,
  `\r\n${RUN}\r\n`,
  `\u2028${RUN}\u2029`,
  `]; ${RUN}; [`,
  `}); ${RUN}; ({`,
  `</script><script>${RUN}</script>`,
  `"+(${RUN})+"`,
  "0",
  '"1"',
  "NAME",
  "err0",
  "vErrors",
  "data0",
  "schema1.properties",
  "$1",
  "$&",
  "$`",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "prototype",
  "then",
  "length",
  "default",
  "class",
  "await",
  "\u0000",
  "\u202e",
  "\ud83d\ude00",
  "\u0001",
  "",
  " ",
  "..",
  "@deprecated",
  "@type {any}",
  "é",
  "名前",
  "a b",
  "a-b",
  "1a",
  "#",
  "%41",
];

export const described = (text: string, more: object = {}): object => ({
  title: text,
  description: `${text}\n@since ${text}`,
  "x-addedInMatrixVersion": text,
  ...more,
});
export const map = (value: (text: string) => unknown): object =>
  Object.fromEntries(TEXTS.map((text) => [text, value(text)]));

/** One schema with all of them in every place that a text can be in. */
export function hostileSchema(): object {
  return described(TEXTS.join(" "), {
    type: "object",
    properties: {
      type: { type: "string" },
      content: described("*/", {
        type: "object",
        properties: map((text) => described(text, { type: "string", enum: [text, "other"] })),
        required: TEXTS.filter((_, index) => index % 3 === 0),
      }),
      constants: { type: "array", prefixItems: TEXTS.map((text) => ({ const: text })) },
      deep: { enum: TEXTS.map((text) => ({ [text]: [text] })) },
      patterns: {
        patternProperties: Object.fromEntries(
          TEXTS.map((text) => [`^${quote(text)}$`, { pattern: quote(text) }]),
        ),
      },
      closed: { type: "object", properties: map(() => ({})), additionalProperties: false },
      dependent: {
        dependentRequired: map((text) => [text]),
        dependentSchemas: map((text) => ({ required: [text] })),
      },
      referred: {
        type: "object",
        properties: Object.fromEntries(
          TEXTS.map((text, index) => [`p${index}`, { $ref: `#/$defs/${encode(text)}` }]),
        ),
      },
      formats: { type: "object", properties: map((text) => ({ type: "string", format: text })) },
      rest: { properties: map(() => ({})), patternProperties: { '^"x`$': {} }, unevaluatedProperties: false },
    },
    $defs: map((text) => described(text, { type: "object", properties: { [text]: { const: text } } })),
  });
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function encode(text: string): string {
  return encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
}
