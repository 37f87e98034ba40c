/** Names that schemas of a description give to themselves and to places in them (JSON Schema Core 2020-12, sections 8.2.1 and 8.2.2). */
import { expect, test } from "vitest";
import { emit, writeFolder } from "./support/emit.js";

const DESCRIPTION = `openapi: 3.1.0
info: { title: t, version: "1" }
components:
  schemas:
    Door: { $defs: { x: { $anchor: lock, type: string } }, properties: { lock: { $ref: "#lock" } } }
    Wall: { $id: "https://house.example/wall", type: integer, $defs: { x: { $anchor: window, type: boolean } } }
paths:
  /house:
    get:
      operationId: getHouse
      responses:
        "200":
          description: The house.
          content:
            application/json:
              schema:
                properties:
                  door: { $ref: "#/components/schemas/Door" }
                  lock: { $ref: "#lock" }
                  wall: { $ref: "https://house.example/wall" }
                  window: { $ref: "https://house.example/wall#window" }
`;

test("they are known to the whole description, and names within a schema with an address by that address", async () => {
  const { diagnostics, validator } = emit(writeFolder([["house.yaml", DESCRIPTION]]));
  expect(diagnostics.all).toEqual([]);
  const { is } = await validator("house", "GetHouseResponse200");
  expect(is({ door: { lock: "a" }, lock: "b", wall: 1, window: true })).toBe(true);
  for (const wrong of [{ door: { lock: 1 } }, { lock: 1 }, { wall: "a" }, { window: 1 }])
    expect(is(wrong), JSON.stringify(wrong)).toBe(false);
});

test("a name that is only known under an address is not found without it", () => {
  const text = DESCRIPTION.replace("https://house.example/wall#window", "#window");
  const { diagnostics } = emit(writeFolder([["house.yaml", text]]));
  expect(diagnostics.all.map(({ code }) => code)).toEqual(["link/unresolved-ref"]);
});

test("references of a description count from its own address before they count from its file", async () => {
  const doors = `openapi: 3.2.0
$self: https://house.example/api/doors
paths:
  /door:
    get:
      operationId: getDoor
      responses:
        "200": { content: { application/json: { schema: { $ref: "walls#/components/schemas/Wall" } } } }
`;
  const walls = `openapi: 3.2.0
$self: https://house.example/api/walls
components: { schemas: { Wall: { type: integer } } }
`;
  const { diagnostics, validator } = emit(
    writeFolder([
      ["doors.yaml", doors],
      ["other.yaml", walls],
    ]),
  );
  expect(diagnostics.all).toEqual([]);
  const { is } = await validator("doors", "GetDoorResponse200");
  expect([1, "a"].map(is)).toEqual([true, false]);
});

test("an address that two descriptions declare means in each its own", async () => {
  const house = (type: string): string => `openapi: 3.1.0
info: { title: t, version: "1" }
components: { schemas: { Wall: { $id: "https://house.example/wall", type: ${type} } } }
paths:
  /wall:
    get:
      operationId: getWall
      responses:
        "200": { description: One., content: { application/json: { schema: { $ref: "https://house.example/wall" } } } }
`;
  const files = [
    ["house.yaml", house("integer")],
    ["shed.yaml", house("string")],
  ] as const;
  const { diagnostics, validator } = emit(writeFolder(files));
  expect(diagnostics.all).toEqual([]);
  for (const [name, good] of [
    ["house", 1],
    ["shed", "a"],
  ] as const) {
    const { is } = await validator(name, "GetWallResponse200");
    expect([1, "a"].filter(is), name).toEqual([good]);
  }
});

test("a name that two places have is told", () => {
  const text = DESCRIPTION.replace("x: { $anchor: lock", "b: { $anchor: lock }, x: { $anchor: lock");
  const { diagnostics } = emit(writeFolder([["house.yaml", text]]));
  expect(diagnostics.all.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("is also the name of"),
  );
});

test.each(["https://house.example/room", "urn:house:room"])(
  "a schema that stands where it is used has names and an address, %s, as one among the components has",
  async (id) => {
    const schema = {
      $id: id,
      $defs: { lamp: { $anchor: "lamp", type: "integer" } },
      properties: { a: { $ref: "#/$defs/lamp" }, b: { $ref: "#lamp" }, c: { $ref: `${id}#/$defs/lamp` } },
    };
    const other = { properties: { d: { $ref: `${id}#lamp` }, e: { $ref: "#shade" } } };
    const answer = { description: "d", content: { "application/json": { schema } } };
    const described = {
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: {
        "/room": { get: { operationId: "getRoom", responses: { 200: answer } } },
        "/lamp": {
          get: {
            operationId: "getLamp",
            parameters: [{ in: "query", name: "q", schema: { $anchor: "shade", type: "string" } }],
            responses: { 200: { description: "d", content: { "application/json": { schema: other } } } },
          },
        },
      },
    };
    const { diagnostics, validator } = emit(writeFolder([["house.json", JSON.stringify(described)]]));
    expect(diagnostics.all).toEqual([]);
    const [room, lamp] = [
      await validator("house", "GetRoomResponse200"),
      await validator("house", "GetLampResponse200"),
    ];
    for (const name of ["a", "b", "c"])
      expect([room.is({ [name]: 1 }), room.is({ [name]: "" })], name).toEqual([true, false]);
    expect([lamp.is({ d: 1, e: "" }), lamp.is({ d: "" }), lamp.is({ e: 1 })]).toEqual([true, false, false]);
  },
);
