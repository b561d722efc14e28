/** Where Compute Engine's metadata server is, on every virtual machine. */
export const metadataAddress = '169.254.169.254';

/** Its names; the first is the one that Google's libraries use. */
export const metadataNames = ['metadata.google.internal', 'metadata'] as const;
