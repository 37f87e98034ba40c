/** Slips of the specification's own files: neither side is at fault for them, in the releases that have them. */
import { expect, test } from "vitest";
import { isSlip } from "../../inspect/problems/slips.js";

test("the icon of a protocol, which the specification's own example lacks", () => {
  expect(isSlip("getProtocols", { pointer: "/*/icon", keyword: "required" }, "v1.19")).toBe(true);
  expect(isSlip("getProtocols", { pointer: "/*/instances", keyword: "required" }, "v1.19")).toBe(false);
});

test("a field of the name that stands for any, and rooms without a type among those to search for", () => {
  expect(
    isSlip("getProtocolMetadata", { pointer: "/field_types/fieldname", keyword: "required" }, "v1.7"),
  ).toBe(true);
  expect(isSlip("getProtocols", { pointer: "/*/field_types/fieldname", keyword: "required" }, "v1.1")).toBe(
    true,
  );
  expect(
    isSlip("queryPublicRooms", { pointer: "/filter/room_types/*", keyword: "type", value: null }, "v1.7"),
  ).toBe(true);
  expect(
    isSlip("queryPublicRooms", { pointer: "/filter/room_types/*", keyword: "type", value: 7 }, "v1.7"),
  ).toBe(false);
});

test("members of auth that are not objects, and rooms without a type, in v1.2 and before", () => {
  expect(isSlip("deleteDevice", { pointer: "/auth/session", keyword: "type" }, "v1.2")).toBe(true);
  expect(isSlip("deleteDevice", { pointer: "/auth/session", keyword: "type" }, "v1.3")).toBe(false);
  expect(isSlip("getSpaceHierarchy", { pointer: "/rooms/*/room_type", keyword: "required" }, "v1.2")).toBe(
    true,
  );
  expect(isSlip("getSpaceHierarchy", { pointer: "/rooms/*/room_type", keyword: "required" }, "v1.11")).toBe(
    false,
  );
});
