/** A certificate and its private key, both PEM; the key as PKCS #8. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** When a certificate holds. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}
