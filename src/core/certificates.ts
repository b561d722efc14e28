/** The certificates in a PEM text, each as a block of its own with a newline at its end; comments are dropped. */
export function certificatesIn(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => `${block.replace(/\r/g, '')}\n`);
}

/** Without what may differ between two ways of writing the same certificate. */
export function certificateKey(pem: string): string {
  return pem.replace(/\s/g, '');
}
