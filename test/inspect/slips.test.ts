/** Slips of the specification's own files: neither side is at fault for them, in the releases that have them. */
import { expect, test } from "vitest";
import { isSlip } from "../../inspect/slips.js";

test("the icon of a protocol, which the specification's own example lacks", () => {
  expect(isSlip("getProtocols", "/*/icon", "required", "v1.19")).toBe(true);
  expect(isSlip("getProtocols", "/*/instances", "required", "v1.19")).toBe(false);
});

test("members of auth that are not objects, and rooms without a type, in v1.2 and before", () => {
  expect(isSlip("deleteDevice", "/auth/session", "type", "v1.2")).toBe(true);
  expect(isSlip("deleteDevice", "/auth/session", "type", "v1.3")).toBe(false);
  expect(isSlip("getSpaceHierarchy", "/rooms/*/room_type", "required", "v1.2")).toBe(true);
  expect(isSlip("getSpaceHierarchy", "/rooms/*/room_type", "required", "v1.11")).toBe(false);
});
