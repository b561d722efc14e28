import { metadataAddress, metadataNames } from './metadata-names.ts';

/** The variables by which OpenSSL, requests, curl, Node and gRPC are told which certificates to trust. */
export const bundleVariables = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
] as const;

/** What must never go through a proxy: the metadata server, this machine, the app itself. */
export const direct: readonly string[] = [...metadataNames, metadataAddress, 'localhost', '127.0.0.1'];
