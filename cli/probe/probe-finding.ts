/** Findings of a probe by how an answer ends, rather than by what is in it. */
import { release as own } from "@knockgen/matrix/inspect/release";
import type { OperationDef } from "#generator/model/model.js";
import type { Finding } from "#inspect/finding.js";
import { operationLink } from "#inspect/judge/links.js";
import { nameOf } from "#inspect/releases/release.js";

export interface ProbedOperation {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

/** An operation of the client-server API. */
export function probedOperation({ operationId, method, path }: OperationDef): ProbedOperation {
  return { api: "client-server", operationId, method, path };
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

/** The finding that the server has failed, if it has. */
export function crashIn(operation: ProbedOperation, status: number, damaged?: Damage): readonly Finding[] {
  if (!isCrash(status)) return [];
  const at =
    damaged === undefined
      ? "a valid request"
      : `a request of which ${damaged.place}${damaged.pointer} ${damaged.damage}`;
  return [probed(operation, status, damaged, "crash", `must not fail at ${at}`)];
}

/** The finding that the server has taken what it must refuse, if it has. */
export function acceptedIn(
  operation: ProbedOperation,
  status: number,
  damaged: Damage | undefined,
): readonly Finding[] {
  if (damaged === undefined || status < 200 || status >= 300) return [];
  return [probed(operation, status, damaged, "accepted", `must be refused where it ${damaged.damage}`)];
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
