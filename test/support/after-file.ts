/**
 * Cleaning up for modules that several test files share. They are loaded once for all files that one worker runs, so a hook at
 * their top level would run after the first file only.
 */
const leavings: (() => void)[] = [];

/** Runs once, when the test file that asks for it is done: after its own hooks. */
export function afterFile(remove: () => void): void {
  leavings.push(remove);
}

/** For the set-up of each file. The last thing made is the first to go. */
export function removeLeavings(): void {
  for (const remove of leavings.splice(0).reverse()) remove();
}
