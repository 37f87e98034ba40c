/** The day in UTC, such as `2027-01-31`: what waivers are compared with. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
