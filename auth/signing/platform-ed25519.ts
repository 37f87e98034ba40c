/** Ed25519 by the platform where it has one that answers at once, as Node, Deno and Bun do: some fifteen times as fast. */
import { ed25519 } from "@noble/curves/ed25519.js";

/** A key as the platform holds it. */
interface PlatformKey {
  readonly export?: (options: { readonly format: "der"; readonly type: "spki" }) => Uint8Array;
}

/** A key with the bytes that it was made of, which their owner may have changed since. */
interface PrivateKey {
  readonly seed: Uint8Array;
  readonly key: PlatformKey;
}

interface KeyInput {
  readonly key: Uint8Array;
  readonly format: "der";
  readonly type: "spki" | "pkcs8";
}

/** With a callback, the platform does it in a thread of its own, if it can; else it answers at once. */
type Verify = (
  algorithm: null,
  message: Uint8Array,
  key: PlatformKey,
  signature: Uint8Array,
  callback?: (error: unknown, isGood: boolean) => void,
) => boolean | undefined;

/** Functions in use; declared here, since the engine compiles without the types of any platform. */
interface PlatformCrypto {
  readonly createPublicKey?: (input: KeyInput | PlatformKey) => PlatformKey;
  readonly createPrivateKey?: (input: KeyInput) => PlatformKey;
  readonly sign?: (algorithm: null, message: Uint8Array, key: PlatformKey) => Uint8Array;
  readonly verify?: Verify;
}

interface Platform {
  readonly getBuiltinModule?: (name: string) => PlatformCrypto | undefined;
}

/** Makes and checks signatures. Undefined in the place of an answer is for the portable code to answer. */
export interface PlatformEd25519 {
  readonly sign: (message: Uint8Array, seed: Uint8Array) => Uint8Array | undefined;
  /** Of a seed. The portable code has tables to make first, which a start would wait for. */
  readonly publicKeyOf: (seed: Uint8Array) => Uint8Array | undefined;
  /**
   * True only for what the portable check accepts, too. The platform checks the stricter equation, without the cofactor, so
   * what it refuses may be fine all the same; on the other hand it takes keys of small order or in another than the
   * canonical form, which are known to be none before it is asked.
   */
  readonly accepts: (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;
  /** The same, told without holding up the thread that asks. */
  readonly acceptsAside: (
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
    tell: (isGood: boolean) => void,
  ) => void;
}

/** The bytes before the 32 of a key in DER. */
const SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const PKCS8 = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

const KEY_BYTES = 32;

/** A key takes longer to read than to use once; servers have one or two each. */
const MAX_KEYS = 1_000;

function findPlatform(): PlatformEd25519 | undefined {
  // Nothing is imported for this: a bundle for browsers holds no trace of a module that they lack.
  const platform: Platform | undefined = Reflect.get(globalThis, "process");
  const crypto = platform?.getBuiltinModule?.("node:crypto");
  const { createPublicKey, createPrivateKey, sign, verify } = crypto ?? {};
  if (!(createPublicKey && createPrivateKey && sign && verify)) return undefined;
  /** Null for one that the portable check refuses, or the platform cannot read. */
  const publicKeys = new Map<string, PlatformKey | null>();
  const privateKeys = new WeakMap<Uint8Array, PrivateKey>();
  const readPublic = (bytes: Uint8Array): PlatformKey | null => {
    try {
      if (ed25519.Point.fromBytes(bytes, false).isSmallOrder()) return null;
      return createPublicKey({ key: Uint8Array.of(...SPKI, ...bytes), format: "der", type: "spki" });
    } catch {
      return null;
    }
  };
  const heldPublicKey = (bytes: Uint8Array): PlatformKey | null => {
    const name = String.fromCharCode(...bytes);
    const held = publicKeys.get(name);
    if (held !== undefined) return held;
    const key = readPublic(bytes);
    const [oldest] = publicKeys.keys();
    if (publicKeys.size >= MAX_KEYS && oldest !== undefined) publicKeys.delete(oldest);
    publicKeys.set(name, key);
    return key;
  };
  const privateKeyOf = (seed: Uint8Array): PlatformKey => {
    const held = privateKeys.get(seed);
    if (held?.seed.every((byte, at) => byte === seed[at])) return held.key;
    const key = createPrivateKey({ key: Uint8Array.of(...PKCS8, ...seed), format: "der", type: "pkcs8" });
    privateKeys.set(seed, { seed: Uint8Array.from(seed), key });
    return key;
  };
  return {
    sign: (message, seed) => {
      try {
        // Of the same class as elsewhere, not a Buffer with methods of its own.
        return Uint8Array.from(sign(null, message, privateKeyOf(seed)));
      } catch {
        return undefined;
      }
    },
    publicKeyOf: (seed) => {
      try {
        const der = createPublicKey(privateKeyOf(seed)).export?.({ format: "der", type: "spki" });
        return der?.length === SPKI.length + KEY_BYTES
          ? Uint8Array.from(der.subarray(SPKI.length))
          : undefined;
      } catch {
        return undefined;
      }
    },
    accepts: (signature, message, publicKey) => {
      const key = heldPublicKey(publicKey);
      try {
        return key !== null && verify(null, message, key, signature) === true;
      } catch {
        return false;
      }
    },
    acceptsAside: (signature, message, publicKey, tell) => {
      const key = heldPublicKey(publicKey);
      try {
        const now =
          key !== null && verify(null, message, key, signature, (_, isGood) => tell(isGood === true));
        if (typeof now === "boolean") tell(now);
      } catch {
        tell(false);
      }
    },
  };
}

/** Undefined in browsers, whose own signatures only come later. */
export const platformEd25519: PlatformEd25519 | undefined = findPlatform();
