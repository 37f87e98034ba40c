/** O8: values of an answer count for no less than they take. */
import { expect, it } from "vitest";
import { heapBytes, heapBytesOfText } from "../../../server/bounds/heap-size.js";

it.each(["[]", "{}", '{"a":{}}', '{"":0}', "1", "[[]]"])(
  "%s takes no more heap than its text says",
  (item) => {
    const text = `[${Array(2_000).fill(item).join()} ]`;
    const value = JSON.parse(text);
    const values = [...text.matchAll(/[[{]|\d/g)].length;
    expect(heapBytes(value)).toBeLessThanOrEqual(heapBytesOfText(text.length));
    expect(heapBytes(value)).toBeLessThanOrEqual(heapBytesOfText(text.length, values));
  },
);
