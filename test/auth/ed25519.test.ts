/** O7: the platform's signatures, and verdicts on signatures, are those of the portable code. */
import { encodeBase64, keyPairFromSeed, signJson, verifyJson } from "@knockgen/auth";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { portableVerify, publicKeyOf, signBytes, verifyBytes } from "../../auth/signing/ed25519.js";
import { platformEd25519 } from "../../auth/signing/platform-ed25519.js";

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const P = Point.Fp.ORDER;

/** Number to 32 bytes, little end first. */
function little(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
}

function number(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** The eight points of small order, as multiples of one of order eight. */
const TORSION = Array.from({ length: 8 }, (_, at) => {
  const generator = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  return at === 0 ? Point.ZERO : generator.multiplyUnsafe(BigInt(at));
});

/** Encodings of small order, canonical and not. */
const SMALL = [
  ...TORSION.map((point) => point.toBytes()),
  ...[0n, 1n, P - 1n, P, P + 1n].flatMap((y) => [little(y), little(y | (1n << 255n))]),
];

/** Another encoding of the same, where there is one: only the 19 smallest ordinates have two. */
function unreduced(bytes: Uint8Array): Uint8Array {
  const value = number(bytes);
  const sign = value >> 255n;
  return little(((value & ((1n << 255n) - 1n)) + P) | (sign << 255n));
}

function agree(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const verdict = verifyBytes(message, encodeBase64(signature), publicKey);
  expect(verdict).toBe(portableVerify(signature, message, publicKey));
  // The platform alone never accepts what the portable code does not.
  if (platformEd25519?.accepts(signature, message, publicKey)) expect(verdict).toBe(true);
  return verdict;
}

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const messages = fc.uint8Array({ maxLength: 200 });

test("O7: this platform has one", () => {
  expect(platformEd25519).toBeDefined();
});

test("O7: signatures are the same, byte for byte", () => {
  fc.assert(
    fc.property(seeds, messages, (seed, message) => {
      const signature = signBytes(message, seed);
      expect(signature).toEqual(ed25519.sign(message, seed));
      expect(signature.constructor).toBe(Uint8Array);
      expect(agree(signature, message, ed25519.getPublicKey(seed))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("O7: verdicts on damaged signatures are the same", () => {
  fc.assert(
    fc.property(
      seeds,
      messages,
      fc.nat(95),
      fc.integer({ min: 1, max: 255 }),
      (seed, message, at, change) => {
        const both = Uint8Array.of(...ed25519.sign(message, seed), ...ed25519.getPublicKey(seed));
        both[at] = (both[at] ?? 0) ^ change;
        agree(both.slice(0, 64), message, both.slice(64));
      },
    ),
    { numRuns: 100 },
  );
});

test("O7: verdicts on keys and points of small order, and on other encodings, are the same", () => {
  const message = new Uint8Array([1, 2, 3]);
  const seed = new Uint8Array(32).fill(7);
  const [key, good] = [ed25519.getPublicKey(seed), ed25519.sign(message, seed)];
  const [r, s] = [good.slice(0, 32), good.slice(32)];
  for (const a of SMALL) {
    for (const point of [...SMALL, r]) {
      expect(agree(Uint8Array.of(...point, ...little(0n)), message, a)).toBe(false);
      agree(Uint8Array.of(...point, ...s), message, key);
      agree(Uint8Array.of(...point, ...little(0n)), message, key);
    }
    expect(agree(good, message, a)).toBe(false);
  }
  // A scalar that is not reduced, and one that is out of range.
  for (const scalar of [number(s) + L, number(s) + 8n * L, 0n, L, L - 1n, (1n << 256n) - 1n])
    expect(agree(Uint8Array.of(...r, ...little(scalar)), message, key)).toBe(false);
  expect(agree(Uint8Array.of(...unreduced(r), ...s), message, key)).toBe(false);
  expect(agree(good, message, unreduced(key))).toBe(false);
});

test("O7: verdicts are the same where a point, or the key, has a part of small order", () => {
  const message = new Uint8Array([4, 5, 6]);
  const verdicts = new Set<boolean>();
  for (const inKey of TORSION)
    for (const inPoint of TORSION) {
      const a = 123_456_789n;
      const nonce = 987_654_321n;
      const key = Point.BASE.multiply(a).add(inKey).toBytes();
      const r = Point.BASE.multiply(nonce).add(inPoint).toBytes();
      // The scalar as an honest signer computes it.
      const hash = sha512(Uint8Array.of(...r, ...key, ...message));
      const s = (nonce + (number(hash) % L) * a) % L;
      verdicts.add(agree(Uint8Array.of(...r, ...little(s)), message, key));
    }
  // With the cofactor, all of them are good; without it few would be.
  expect(verdicts).toEqual(new Set([true]));
});

test("O7: without a platform that has one, verdicts are the same", async () => {
  vi.stubGlobal("process", { env: process.env });
  vi.resetModules();
  // The files after this one want the platform.
  onTestFinished(() => void vi.resetModules());
  const { platformEd25519: none } = await import("../../auth/signing/platform-ed25519.js");
  const alone = await import("../../auth/signing/ed25519.js");
  vi.unstubAllGlobals();
  expect(none).toBeUndefined();
  const [message, seed] = [new Uint8Array([7]), new Uint8Array(32).fill(9)];
  const signature = alone.signBytes(message, seed);
  expect(signature).toEqual(signBytes(message, seed));
  expect(alone.verifyBytes(message, encodeBase64(signature), ed25519.getPublicKey(seed))).toBe(true);
});

test("O7: a seed that is written over signs as what it is now, and a pair stays what it was", () => {
  const seed = new Uint8Array(32).fill(1);
  const first = keyPairFromSeed(seed, "1");
  const message = new Uint8Array([8]);
  const before = signBytes(message, seed);
  seed.fill(2);
  expect(signBytes(message, seed)).toEqual(ed25519.sign(message, seed));
  expect(signBytes(message, first.seed)).toEqual(before);
  for (const key of [first, keyPairFromSeed(seed, "2")]) {
    const signed = signJson({ a: 1 }, "a.example", key);
    expect(verifyJson(signed, "a.example", new Map([[key.keyId, key.publicKey]]))).toMatchObject({
      ok: true,
    });
  }
});

test("the public key of a seed is that of the portable code", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      expect(publicKeyOf(seed)).toEqual(ed25519.getPublicKey(seed));
    }),
    { numRuns: 20 },
  );
  expect(platformEd25519?.publicKeyOf(new Uint8Array(32))).toHaveLength(32);
});
