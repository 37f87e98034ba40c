/** Colours on a terminal, nothing in a pipe; `NO_COLOR` and `FORCE_COLOR` are respected (no-color.org). */
import { styleText } from "node:util";

type Paint = (text: string) => string;

export interface Colors {
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
}

export function colorsFor(stream: { readonly isTTY?: boolean }): Colors {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const on =
    NO_COLOR !== undefined && NO_COLOR !== ""
      ? false
      : FORCE_COLOR !== undefined && FORCE_COLOR !== "0"
        ? true
        : stream.isTTY === true;
  const paint = (style: Parameters<typeof styleText>[0]): Paint =>
    on ? (text) => styleText(style, text) : (text) => text;
  return {
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
    cyan: paint("cyan"),
    bold: paint("bold"),
    dim: paint("dim"),
  };
}
