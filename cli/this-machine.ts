/** Names and addresses that lead to this machine alone. */
const THIS_MACHINE = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export function isThisMachine({ hostname }: URL): boolean {
  return THIS_MACHINE.test(hostname);
}
