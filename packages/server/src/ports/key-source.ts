export type SecretAlgorithm = 'HS256' | 'HS384' | 'HS512';

/** A secret that tokens are signed with. */
export interface SecretKey {
  readonly secret: string | Uint8Array;
  /** The `kid` in the headers of its tokens; undefined for any, or none. */
  readonly kid?: string;
}

export interface SecretSource extends SecretKey {
  readonly algorithm?: SecretAlgorithm | undefined;
  /** Others whose tokens are accepted, too, while the secret is rotated. */
  readonly furtherKeys?: readonly SecretKey[];
  /** Reads the keys again; absent if they do not change. */
  readonly readAgain?: () => SecretSource;
}

/** Where the keys come from that tokens are verified with: shared secrets, or an identity provider. */
export type KeySource =
  | SecretSource
  /** A JSON Web Key Set (RFC 7517) with RSA or P-256 keys. */
  | { readonly jwksUrl: string };
