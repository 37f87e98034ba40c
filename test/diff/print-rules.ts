/** The list of rules as a page of the documentation; a test holds `docs/diff-rules.md` to it. */
import type { Side } from "../../generator/diff/diff-report.js";
import { AUDIENCES } from "../../generator/diff/print/words.js";
import type { Rule } from "../../generator/diff/rule.js";

const SIDES: { readonly [side in Side]: string } = {
  operation: "in an operation",
  request: "in a request",
  response: "in a response",
  event: "in an event",
};

export function printRules(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, breaks, severity, checked, named }) => {
    const cell = (side: Side): string => (breaks[side] ?? []).join(", ");
    const grade = Object.keys(breaks).length > 0 ? "breaking" : (severity ?? "compatible");
    const both = named === true ? "stricter" : checked === true ? `${grade} or stricter` : grade;
    return `| [\`${id}\`](#${id}) | ${both} | ${cell("operation")} | ${cell("request")} | ${cell("response")} | ${cell("event")} |`;
  });
  return `# Rules of \`knockgen diff\`

Every change is judged by exactly one rule. A rule says whom a change breaks, which depends on the side on which the
changed thing stands:

- **caller**: who calls an operation, or sends an event;
- **server**: who implements an operation;
- **reader**: who reads events, and the definitions that only the specification's prose refers to.

A change is *breaking* where it changes the wire. It is *stricter in generated code* where the wire stays as it was meant,
but validators or types judge some value otherwise than before: a format that is checked, a type that was implied, a name
that is another. Whom that breaks follows from the direction: who gives values out where fewer are let through, who takes them in where more are.
A change that breaks no one is *compatible*, an *annotation* (the same values, said more precisely: a format that nothing
checks, a default), or *documentation* (words only, listed with \`--docs\`). \`--fail-on breaking\` looks at the first
two kinds, \`--fail-on wire\` at the first alone.

A key that a release begins to describe is not counted as stricter, although validators check its value from then on: the key had no
meaning before, so no program sent it.

What is written differently but means the same is no change: a definition inlined or moved to a file, \`allOf\` folded,
\`oneOf\` against \`anyOf\` or a list of types, one value of \`enum\` against \`const\`, \`additionalProperties\` against one
pattern, a type beside the values that imply it, a length of at least 0, Swagger 2.0 against OpenAPI 3.1, a base path
split elsewhere, the order of names, values and alternatives. An event is compared by what its own file says; what all events have in common
is compared once, as a definition, and where an API sends them. A definition is compared where it is used, and by itself
where its own type or guard changes though no use of it does.

## The report for machines

\`--format json\` prints one object, the type \`DiffReport\`:

| field | what it is |
| --- | --- |
| \`formatVersion\` | \`1\`; raised when a field changes its meaning or goes |
| \`old\`, \`new\` | the folders, as they were given |
| \`summary\` | counts of operations, events, changes by severity, and breaking changes by audience |
| \`changes[].id\` | rule, subject, place and path: equal from run to run |
| \`changes[].rule\`, \`.severity\`, \`.breaks\` | the judgement; severity is \`breaking\`, \`stricter\`, \`compatible\`, \`annotation\` or \`documentation\` |
| \`changes[].classes\` | the same for the \`wire\` and for \`generated\` code, side by side |
| \`changes[].subject\` | \`kind\` (operation, event, definition) and its name; an operation has \`old\` and \`new\`, one of which is missing when it was added or removed |
| \`changes[].side\`, \`.place\`, \`.path\` | where: \`response\`, \`response 200\`, \`body.rooms.knock.<key>.knock_state\`; \`<key>\` is any key of a map, \`[]\` any item of a list |
| \`changes[].message\`, \`.before\`, \`.after\` | what changed, as a sentence and as the two values |
| \`changes[].old\`, \`.new\` | \`file\`, JSON \`pointer\` and \`line\` in either specification |
| \`changes[].group\` | equal for one edit of a shared definition that shows in several places |
| \`usages[]\` | with \`--against\`: \`file\`, \`line\`, \`column\`, \`what\` (handler, call, type, property, event), \`name\`, and the ids of the \`changes\` it meets |

## The rules at a glance

| rule | severity | operation | request | response | event |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
${rules.map(section).join("")}`;
}

function section({ id, what, why, breaks, mirrors, checked, named }: Rule): string {
  const sides = (["operation", "request", "response", "event"] as const).flatMap((side) => {
    const audiences = (breaks[side] ?? []).map((audience) => AUDIENCES[audience]);
    return audiences.length === 0 ? [] : [`${audiences.join(" and ")} ${SIDES[side]}`];
  });
  const unchecked = named === true ? "Breaks callers and servers in generated code." : "Breaks no one.";
  const none = checked === true ? "Breaks generated code where validators check it." : unchecked;
  const whom = sides.length === 0 ? none : `Breaks ${sides.join("; ")}.`;
  const others = mirrors.filter((mirror) => mirror !== id).map((mirror) => `[\`${mirror}\`](#${mirror})`);
  const back = others.length === 0 ? "the same rule" : others.join(" or ");
  return `
## ${id}

${what} ${why} ${whom} The other way round: ${back}.
`;
}
