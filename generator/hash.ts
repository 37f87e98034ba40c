/** The hash by which texts are told apart: inputs, outputs, what is remembered, and names that are made of them. */
import { createHash } from "node:crypto";

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
