/** Half a surrogate pair: UTF-8 has no form of it, so that another text would be kept, hashed or sent (O33). */

export function hasHalfPair(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
