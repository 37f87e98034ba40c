import typia from "typia";
import type { MemberEvent } from "../peers/shape.js";

export const typiaGuard = typia.createIs<MemberEvent>();
