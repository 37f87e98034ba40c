/** Options of the sliced reader. */

/** How to read large texts. */
export interface SlicedReadOptions {
  /** The most keys of one object, repeated ones included. By default, any number. */
  readonly maxKeys?: number;
  /** The most values in all: each takes memory, however short its text. By default, any number. */
  readonly maxValues?: number;
  /** The most letters of one string, which is read in one step. By default, any number. */
  readonly maxLetters?: number;
  /** How deep arrays and objects may nest. By default, as deep as anywhere. */
  readonly maxDepth?: number;
  /** Numbers as `JSON.parse` gives them, for what is not hashed or signed. */
  readonly plainNumbers?: boolean;
}
