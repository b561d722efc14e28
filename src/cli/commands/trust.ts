import { localAuthority } from '../../index.ts';
import { authorityFolderIn } from '../authority.ts';
import type { Command } from '../command.ts';
import { trustSteps } from '../print/trust.ts';

export const trust: Command = {
  name: 'trust',
  summary: 'Print how to make clients trust the certificates of `run --https`',
  arguments: [],
  flags: [],
  examples: ['flexbuild trust', 'flexbuild trust --format json'],
  async run({ env, job, print }) {
    const authority = await localAuthority({
      folder: authorityFolderIn(env),
      now: new Date(),
      signal: job.signal,
    });
    const { certificateFile: certificate, fingerprint, expires } = authority;
    const steps = trustSteps(certificate, process.platform);
    print.result({ kind: 'authority', certificate, fingerprint, expires: expires.toISOString(), steps }, () =>
      [
        `authority    ${certificate}`,
        `fingerprint  ${fingerprint}`,
        `expires      ${expires.toISOString().slice(0, 10)}`,
        'It can sign for localhost, *.localhost, *.r.appspot.com, 127.0.0.0/8 and ::1, and for nothing else.',
        ...steps.map(({ for: whom, commands }) =>
          ['', whom, ...commands.map((line) => `  ${line}`)].join('\n'),
        ),
      ].join('\n'),
    );
    return 0;
  },
};
