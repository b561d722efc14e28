import { messageOf } from './causes.ts';
import { certificateKey, certificatesIn } from './certificates.ts';
import { error, type Diagnostic } from './diagnostics.ts';
import type { Environment } from './environment.ts';
import type { MachineFiles } from './machine-files.ts';

/** Every certificate authority this machine trusts. */
export interface CaBundle {
  readonly pem: string;
  /** What names it, for people: `SSL_CERT_FILE`, `the system`. */
  readonly from: string;
  /** Those that no public list has, PEM each: a company's own. */
  readonly own: readonly string[];
}

/** The variables by which OpenSSL, requests, curl and pip are told of a bundle. */
const bundleVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'];

/**
 * All bundles that variables and pip's configuration name, together; the system's store where none does.
 * NODE_EXTRA_CA_CERTS comes on top, as it does in Node.
 */
export async function caBundle({
  env,
  pipCert,
  machine,
}: {
  readonly env: Environment;
  readonly pipCert: { readonly path: string; readonly from: string } | null;
  readonly machine: MachineFiles;
}): Promise<{ readonly bundle: CaBundle | null; readonly diagnostics: readonly Diagnostic[] }> {
  const named = bundleVariables.flatMap((name) => (env[name] ? [{ from: name, path: env[name] }] : []));
  if (pipCert) named.push(pipCert);
  const extra = env['NODE_EXTRA_CA_CERTS'];
  const files = extra ? [...named, { from: 'NODE_EXTRA_CA_CERTS', path: extra }] : named;
  const read = await Promise.all(files.map(async (file) => await readBundle(file, machine)));
  const diagnostics = read.flatMap(({ problem }) => (problem ? [problem] : []));
  const system =
    named.length === 0 ? [{ from: 'the system', certificates: await machine.systemCertificates() }] : [];
  const sources = [...system, ...read].filter(({ certificates }) => certificates.length > 0);
  if (sources.length === 0) return { bundle: null, diagnostics };
  const certificates = distinct(sources.flatMap((source) => source.certificates));
  const known = new Set((await machine.publicCertificates()).map(certificateKey));
  const bundle = {
    pem: certificates.join(''),
    from: [...new Set(sources.map(({ from }) => from))].join(', '),
    own: certificates.filter((certificate) => !known.has(certificateKey(certificate))),
  };
  return { bundle, diagnostics };
}

interface ReadBundle {
  readonly from: string;
  readonly certificates: readonly string[];
  readonly problem: Diagnostic | null;
}

async function readBundle(
  { from, path }: { readonly from: string; readonly path: string },
  machine: MachineFiles,
): Promise<ReadBundle> {
  try {
    const certificates = certificatesIn(await machine.readText(path));
    const problem =
      certificates.length > 0 ? null : unusable(from, `names "${path}", which holds no PEM certificate`);
    return { from, certificates, problem };
  } catch (cause) {
    return {
      from,
      certificates: [],
      problem: unusable(from, `names "${path}", which cannot be read: ${messageOf(cause)}`),
    };
  }
}

function unusable(from: string, message: string): Diagnostic {
  return error({
    code: 'FB3011',
    message: `${from} ${message}`,
    hint: `Let ${from} name a file of PEM certificates, or unset it.`,
  });
}

function distinct(certificates: readonly string[]): readonly string[] {
  const byKey = new Map<string, string>();
  for (const certificate of certificates) {
    const key = certificateKey(certificate);
    if (!byKey.has(key)) byKey.set(key, certificate.endsWith('\n') ? certificate : `${certificate}\n`);
  }
  return [...byKey.values()];
}
