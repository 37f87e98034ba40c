/** Two network namespaces with a line between them that can be bad or cut, each also reached from here. Linux only, as root. */
import { execFileSync } from "node:child_process";

/** A namespace. */
export interface NetworkEnd {
  /** For `ip netns exec`. */
  readonly name: string;
  /** Its address on the line to the other end. */
  readonly address: string;
  /** Its address on a line of its own to this process. */
  readonly clientAddress: string;
}

export interface Network {
  readonly ends: readonly [NetworkEnd, NetworkEnd];
  /** Makes the line between them bad. Says how. */
  worsen(): string;
  /** Nothing passes any more, and connections that are open do not hear of it. */
  cut(): void;
  mend(): void;
  remove(): void;
}

const run = (command: string, line: string): string =>
  execFileSync(command, line.split(" "), { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const ip = (line: string): string => run("ip", line);

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/**
 * Latency, jitter and loss. Kernels built without that get a narrow line with a short queue, on which large answers come late and
 * lose packets.
 */
const BAD = [
  { discipline: "netem delay 60ms 20ms loss 3%", as: "60 ms either way, 3 % lost" },
  {
    discipline: "tbf rate 256kbit burst 4kb limit 8kb",
    as: "256 kbit/s, and what the queue of 8 kB cannot hold is lost",
  },
];

/** Lays the lines; undefined where namespaces are not allowed. */
export function layNetwork(): Network | undefined {
  const prefix = `kg${process.pid}`;
  const octet = process.pid % 256;
  const ends: Network["ends"] = [
    { name: `${prefix}a`, address: `10.201.${octet}.1`, clientAddress: `10.202.${octet}.2` },
    { name: `${prefix}b`, address: `10.201.${octet}.2`, clientAddress: `10.203.${octet}.2` },
  ];
  const line = (end: NetworkEnd): string => `${end.name}f`;
  const remove = (): void => {
    // Devices go with the namespace that they are in.
    for (const { name } of ends) works(() => ip(`netns del ${name}`));
  };
  const isAllowed = works(() => {
    for (const { name } of ends) ip(`netns add ${name}`);
    const [a, b] = ends;
    ip(`link add ${line(a)} netns ${a.name} type veth peer name ${line(b)} netns ${b.name}`);
    for (const end of ends) {
      const { name, address, clientAddress } = end;
      ip(`link add ${name}h type veth peer name ${name}c netns ${name}`);
      ip(`addr add ${clientAddress.replace(/2$/, "1")}/24 dev ${name}h`);
      ip(`link set ${name}h up`);
      ip(`-n ${name} addr add ${clientAddress}/24 dev ${name}c`);
      ip(`-n ${name} addr add ${address}/24 dev ${line(end)}`);
      for (const device of ["lo", `${name}c`, line(end)]) ip(`-n ${name} link set ${device} up`);
    }
  });
  if (!isAllowed) {
    remove();
    return undefined;
  }
  const each = (state: "up" | "down"): void => {
    for (const end of ends) ip(`-n ${end.name} link set ${line(end)} ${state}`);
  };
  return {
    ends,
    worsen: () => {
      const found = BAD.find(({ discipline }) =>
        works(() => {
          for (const end of ends)
            run("tc", `-n ${end.name} qdisc replace dev ${line(end)} root ${discipline}`);
        }),
      );
      return found?.as ?? "as good as it is, since this kernel cannot make it worse";
    },
    cut: () => each("down"),
    mend: () => each("up"),
    remove,
  };
}
