/** Findings of a probe by how an answer ends, rather than by what is in it. */
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Finding } from "#inspect/finding.js";
import { operationLink } from "#inspect/judge/links.js";
import { nameOf } from "#inspect/releases/release.js";

export interface ProbedOperation {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

/** Of a request that was damaged on purpose. */
export interface Damage {
  readonly place: string;
  readonly pointer: string;
  /** `lacks …`, `has …` */
  readonly damage: string;
}

/** Whether an answer is a failure, or there is none. */
export function isCrash(status: number): boolean {
  return status >= 500 || status === 0;
}

/** The server has failed. */
export function crash(operation: ProbedOperation, status: number, damaged: Damage | undefined): Finding {
  const at =
    damaged === undefined
      ? "a valid request"
      : `a request of which ${damaged.place}${damaged.pointer} ${damaged.damage}`;
  return probed(operation, status, damaged, "crash", `must not fail at ${at}`);
}

/** The server has taken what it must refuse. */
export function accepted(operation: ProbedOperation, status: number, damaged: Damage): Finding {
  return probed(operation, status, damaged, "accepted", `must be refused where it ${damaged.damage}`);
}

function probed(
  { api, operationId, method, path }: ProbedOperation,
  status: number,
  damaged: Damage | undefined,
  keyword: string,
  message: string,
): Finding {
  const place = damaged?.place ?? "status";
  const pointer = damaged?.pointer ?? "";
  const release = nameOf(own);
  const name = `${api}/${operationId}`;
  const route = own.routes.find((each) => each.api === api && each.operationId === operationId);
  const link = route && operationLink(own.site, route);
  const how = damaged === undefined ? "" : `@${damaged.damage.replaceAll(" ", "-")}`;
  return {
    id: `${name}:server:probe:${place}${pointer}#${keyword}${how}`,
    operation: name,
    method,
    path,
    side: "server",
    level: "error",
    place,
    pointer,
    keyword,
    message,
    sample: status === 0 ? "no answer" : `status ${status}`,
    count: 1,
    since: release,
    until: release,
    ...(link !== undefined && { link }),
  };
}
