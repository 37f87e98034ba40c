/** Readers of what flags are given. Each throws, for commander to print, where a text is not such a value. */
import { InvalidArgumentError } from "commander";

/** Text that is empty mostly is a variable that was not set. */
export function given(value: string): string {
  if (value === "") throw new InvalidArgumentError("it is empty");
  return value;
}

/** `a,b` */
export function list(value: string): string[] {
  const items = value.split(",").filter((item) => item !== "");
  if (items.length === 0) throw new InvalidArgumentError("it names nothing");
  return items;
}

/** A flag that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads a number in digits between two, both included. */
export function wholeNumber(from: number, to: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const bounds = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new InvalidArgumentError(`it is not a whole number ${bounds}`);
  };
}

/** A port to listen at; 0 is any that is free. */
export const port: (text: string) => number = wholeNumber(0, 65_535);
