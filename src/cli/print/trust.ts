/** One way of telling somebody to trust a certificate authority. */
export interface TrustStep {
  readonly for: string;
  readonly commands: readonly string[];
}

/** How to make clients of this machine trust the authority in `file`; `system` is node's name of the operating system. */
export function trustSteps(file: string, system: NodeJS.Platform): readonly TrustStep[] {
  const shell = system === 'win32' ? windowsShell : posixShell;
  const named = { file: shell.quoted(file), set: shell.set };
  return [...(bySystem[system] ?? []), ...everywhere].map(({ for: whom, commands }) => ({
    for: whom,
    commands: commands(named),
  }));
}

const posixShell = {
  quoted: (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`,
  set: (name: string, value: string) => `export ${name}=${value}`,
};

/** No file name has quotation marks there. */
const windowsShell = {
  quoted: (text: string) => `"${text}"`,
  set: (name: string, value: string) => `setx ${name} ${value}`,
};

/** The certificate's file, quoted for the shell, and how the shell sets a variable. */
interface Named {
  readonly file: string;
  readonly set: (name: string, value: string) => string;
}

interface Way {
  readonly for: string;
  readonly commands: (named: Named) => readonly string[];
}

const bySystem: Readonly<Partial<Record<NodeJS.Platform, readonly Way[]>>> = {
  linux: [
    {
      for: 'Debian, Ubuntu, Alpine: the system',
      commands: ({ file }) => [
        `sudo cp ${file} /usr/local/share/ca-certificates/flexbuild.crt`,
        'sudo update-ca-certificates',
      ],
    },
    {
      for: 'Fedora, Red Hat: the system',
      commands: ({ file }) => [
        `sudo cp ${file} /etc/pki/ca-trust/source/anchors/flexbuild.pem`,
        'sudo update-ca-trust',
      ],
    },
    {
      for: 'Chrome on Linux (certutil is in libnss3-tools)',
      commands: ({ file }) => [`certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n flexbuild -i ${file}`],
    },
  ],
  darwin: [
    {
      for: 'macOS: the system, Safari and Chrome',
      commands: ({ file }) => [
        `security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${file}`,
      ],
    },
  ],
  win32: [
    {
      for: 'Windows: the system, Edge and Chrome',
      commands: ({ file }) => [`certutil -user -addstore Root ${file}`],
    },
  ],
};

const everywhere: readonly Way[] = [
  {
    for: 'Firefox',
    commands: ({ file }) => [
      `Settings > Privacy & Security > View Certificates > Authorities > Import: ${file}`,
    ],
  },
  { for: 'curl, this once', commands: ({ file }) => [`curl --cacert ${file} https://localhost:8443/`] },
  {
    for: 'Python with requests (in place of all other authorities)',
    commands: ({ file, set }) => [set('REQUESTS_CA_BUNDLE', file)],
  },
  {
    for: 'Python with httpx or ssl, and OpenSSL (in place of all other authorities)',
    commands: ({ file, set }) => [set('SSL_CERT_FILE', file)],
  },
  { for: 'Node (beside all others)', commands: ({ file, set }) => [set('NODE_EXTRA_CA_CERTS', file)] },
];
