/** What a self-check must come to: SHA-256, hexadecimal. */
export interface KnownCheck {
  /** Of all frames. */
  readonly hash: string;
  /** Of all samples: with music, and with effects alone. */
  readonly sound: { readonly opl: string; readonly off: string };
}

/**
 * The hash of the first 70 frames of DEMO1 in Chocolate Doom, by the SHA-256 of the IWAD. The configuration is that of a new home.
 * `test/e2e/self-check.window.test.ts` compares them with what the backends compute.
 */
const KNOWN: Readonly<Record<string, KnownCheck>> = {
  // Freedoom, phase 1, 0.12.1.
  '84c3a912f2973892a8025d09d65f5053b1ee2304968a5a172526d683a185b885': {
    hash: '55f8e1fcec974997977ded151f9e4398a1cb08428fe6077ee62333b22f58c265',
    sound: {
      opl: '4be9388d7c4bc848ea78a484b9e14138633400eeca84e559afb7924ce6fdb4ee',
      off: 'bf3ce8a94ca7d4df0154e3ade7773916566b9738c386216ae44881acf8151c06',
    },
  },
};

/** Undefined for a WAD that nobody has checked: then the backends are compared with each other only. */
export function knownCheck(wad: string): KnownCheck | undefined {
  return Object.hasOwn(KNOWN, wad) ? KNOWN[wad] : undefined;
}
