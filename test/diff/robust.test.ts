import { expect, test } from "vitest";
import { diffReleases } from "../../generator/diff/diff.js";
import { readCase, releaseFrom } from "./support.js";

const api = (schema: string): string => `openapi: 3.1.0
servers: [{ url: /a }]
paths:
  /doors:
    get:
      operationId: getDoors
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "${schema}" } } } } }
`;

test("a schema that contains itself is compared once", () => {
  const tree = (type: string): { [path: string]: string } => ({
    "api/client-server/doors.yaml": api("definitions/tree.yaml"),
    "api/client-server/definitions/tree.yaml": `type: object
properties:
  value: { type: ${type} }
  children: { type: array, items: { $ref: tree.yaml } }
`,
  });
  const { changes } = diffReleases(releaseFrom("old", tree("string")), releaseFrom("new", tree("integer")));
  expect(changes.map(({ path }) => path)).toEqual(["body.value"]);
});

test("a change in definitions that all lead into each other is told, and not on every way", () => {
  const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
  const knot = (type: string): { [path: string]: string } => ({
    "api/client-server/doors.yaml": api("definitions/d0.yaml"),
    ...Object.fromEntries(
      names.map((name) => {
        const others = names.map((other) => `  ${other}: { items: { $ref: ${other}.yaml } }\n`);
        const text = `properties:\n${others.join("")}  ${name}value: { type: ${type} }\n`;
        return [`api/client-server/definitions/${name}.yaml`, text];
      }),
    ),
  });
  const { changes } = diffReleases(releaseFrom("old", knot("string")), releaseFrom("new", knot("integer")));
  const told = new Set(changes.map(({ path }) => path.split(/[.\]]/).at(-1)));
  expect([...told].sort()).toEqual(names.map((name) => `${name}value`).sort());
  expect(changes.length).toBeLessThan(500);
});

test("a definition that words stand around is the same one", () => {
  const tree = (type: string): { [path: string]: string } => ({
    "api/client-server/doors.yaml": api("definitions/tree.yaml"),
    "api/client-server/definitions/tree.yaml": `properties:
  value: { type: ${type} }
  left: { allOf: [{ $ref: tree.yaml }, { description: the left one }] }
  right: { allOf: [{ $ref: tree.yaml }, { description: the right one, default: ${type} }] }
`,
  });
  const { changes } = diffReleases(releaseFrom("old", tree("string")), releaseFrom("new", tree("integer")));
  expect(changes.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    "type-changed body.value",
    "default-changed body.right",
  ]);
});

test("definitions that name each other twice do not multiply", () => {
  const chain = (type: string): { [path: string]: string } => {
    const files: { [path: string]: string } = {
      "api/client-server/doors.yaml": api("definitions/d0.yaml"),
      "api/client-server/definitions/d40.yaml": `type: object\nproperties: { end: { type: ${type} } }\n`,
    };
    for (let index = 0; index < 40; index += 1)
      files[`api/client-server/definitions/d${index}.yaml`] =
        `allOf: [{ $ref: d${index + 1}.yaml }, { $ref: d${index + 1}.yaml }]\n`;
    return files;
  };
  const { changes } = diffReleases(releaseFrom("old", chain("string")), releaseFrom("new", chain("integer")));
  expect(changes.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["type-changed body.end"]);
});

test("bases of events that name each other twice do not multiply", () => {
  const chain = (type: string): { [path: string]: string } => {
    const bases = Array.from({ length: 40 }, (_, index) => {
      const next = `{ $ref: "#/$defs/d${index + 1}" }`;
      return `  d${index}: { allOf: [${next}, ${next}] }\n`;
    });
    const last = `  d40: { type: object, properties: { content: { type: ${type} } } }\n`;
    return { "event-schemas/schema/m.doors.yaml": `$ref: "#/$defs/d0"\n$defs:\n${bases.join("")}${last}` };
  };
  const { changes } = diffReleases(releaseFrom("old", chain("string")), releaseFrom("new", chain("integer")));
  expect(changes.map(({ rule }) => rule)).toEqual(["type-changed"]);
});

test("properties that lead to one definition on many ways are compared once where they are equal, and seldom where not", () => {
  const lattice = (type: string): { [path: string]: string } => {
    const files: { [path: string]: string } = {
      "api/client-server/doors.yaml": api("definitions/d0.yaml"),
      "api/client-server/definitions/d30.yaml": `type: ${type}\n`,
    };
    for (let index = 0; index < 30; index += 1)
      files[`api/client-server/definitions/d${index}.yaml`] =
        `type: object\nproperties: { left: { $ref: d${index + 1}.yaml }, right: { $ref: d${index + 1}.yaml } }\n`;
    return files;
  };
  const changes = (type: string): readonly { readonly rule: string }[] =>
    diffReleases(releaseFrom("old", lattice("string")), releaseFrom("new", lattice(type))).changes;
  expect(changes("string")).toEqual([]);
  const told = changes("integer");
  expect(new Set(told.map(({ rule }) => rule))).toEqual(new Set(["type-changed"]));
  expect(told.length).toBeLessThan(500);
});

test("alternatives that overlap are tried in a schema that contains itself", () => {
  const tree = (most: number): { [path: string]: string } => ({
    "api/client-server/doors.yaml": api("definitions/tree.yaml"),
    "api/client-server/definitions/tree.yaml": `properties:
  children: { items: { $ref: tree.yaml } }
  leaf: { properties: { tree: { $ref: tree.yaml }, size: { anyOf: [{ type: integer, maximum: 9 }, { type: integer, maximum: ${most} }] } } }
`,
  });
  const { changes } = diffReleases(releaseFrom("old", tree(9)), releaseFrom("new", tree(12)));
  expect(changes.map(({ breaks, path }) => `${breaks} ${path}`)).toEqual(["caller body.leaf.size"]);
});

test("names that objects have by nature are names like any other", () => {
  const { changes } = diffReleases(
    ...sides(`at: response
old: { type: object, properties: { constructor: { type: string }, __proto__: { type: string } } }
new: { type: object, properties: { constructor: { type: integer } } }
`),
  );
  expect(changes.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    "type-changed body.constructor",
    "property-removed body.__proto__",
  ]);
});

test("two operations of one route are told apart by their names", () => {
  const both = (first: string, second: string): string => `operation:
  old:
    - { operationId: inviteUser, path: /invite, method: post, parameters: [] }
    - { operationId: inviteBy3PID, path: "/invite ", method: post, parameters: [] }
  new:
    - { operationId: ${first}, path: /invite, method: post, parameters: [] }
    - { operationId: ${second}, path: "/invite ", method: post, parameters: [] }
`;
  expect(diffReleases(...sides(both("inviteBy3PID", "inviteUser"))).changes).toEqual([]);
  const { changes } = diffReleases(...sides(both("inviteUser", "inviteByAddress")));
  expect(changes.map(({ rule }) => rule)).toEqual(["operation-renamed"]);
});

function sides(text: string): [ReturnType<typeof readCase>["old"], ReturnType<typeof readCase>["new"]] {
  const given = readCase(text);
  return [given.old, given.new];
}

/** A body of these alternatives, one list beside the other. */
function alternatives(lists: readonly (readonly unknown[])[]): { [path: string]: string } {
  return {
    "api/client-server/doors.yaml": api("definitions/doors.yaml"),
    "api/client-server/definitions/doors.yaml": JSON.stringify({
      type: "object",
      allOf: lists.map((anyOf) => ({ anyOf })),
    }),
  };
}

test("a change in the last of very many alternatives is told", () => {
  const doors = (type: string): { [path: string]: string } => {
    const door = (index: number): object => ({
      type: "object",
      properties: { kind: { const: `k${index}` }, width: { type: index === 99 ? type : "integer" } },
    });
    return alternatives([Array.from({ length: 100 }, (_, index) => door(index))]);
  };
  const { changes } = diffReleases(releaseFrom("old", doors("integer")), releaseFrom("new", doors("string")));
  expect(changes.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["type-changed body.width"]);
});

test("where alternatives multiply beyond what is looked at, a change is told all the same, and none is made up", () => {
  const doors = (type: string): { [path: string]: string } => {
    const pair = (index: number): object[] =>
      ["a", "b"].map((side) => ({
        type: "object",
        properties: { [`${side}${index}`]: { type: index === 9 ? type : "integer" } },
      }));
    return alternatives(Array.from({ length: 10 }, (_, index) => pair(index)));
  };
  const differ = (to: string) =>
    diffReleases(releaseFrom("old", doors("integer")), releaseFrom("new", doors(to))).changes;
  expect(differ("string").map(({ rule, path }) => `${rule} ${path}`)).toEqual(["verdict-changed body"]);
  expect(differ("integer")).toEqual([]);
});

test("lists that read the same go together, however many others stand beside them", () => {
  const lists = (items: readonly string[]): { [path: string]: string } =>
    alternatives([items.map((type) => ({ type: "array", items: { type } }))]);
  const { changes } = diffReleases(
    releaseFrom("old", lists(["string", "integer"])),
    releaseFrom("new", lists(["string", "boolean", "null"])),
  );
  expect(changes.map(({ rule, path, after }) => `${rule} ${path} ${after}`)).toEqual([
    "type-changed body[] boolean",
    "alternative-added body list of null",
  ]);
});

test("each change has an ID of its own, those that read the same too", () => {
  const doors = (count: number): { [path: string]: string } =>
    alternatives([
      Array.from({ length: count }, () => ({ type: "object", properties: { width: { type: "integer" } } })),
    ]);
  const { changes } = diffReleases(releaseFrom("old", doors(1)), releaseFrom("new", doors(5)));
  const ids = changes.map(({ id }) => id);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(ids.length);
});
