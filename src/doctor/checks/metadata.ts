import type { Examination, Verdict } from '../types.ts';
import { notApplicable, ok, warn } from '../verdicts.ts';

/** Where machines of Google's cloud, and of others, answer about themselves. */
const metadataAddress = { host: '169.254.169.254', port: 80 };

/** How instances would reach flexbuild's metadata server. */
export async function metadata({ host, engine }: Examination): Promise<Verdict> {
  const answer = await engine();
  const kind = await host();
  if (kind === 'process')
    return warn(
      `plain processes find it by Google's own variables, and not at ${metadataAddress.host}`,
      'Use a container engine for apps that ask that address themselves.',
    );
  if (kind === null || answer.kind === 'none') return notApplicable('nothing can run here');
  return answer.engine.capabilities.linkLocalAddresses
    ? ok(`containers reach flexbuild's own at ${metadataAddress.host}`)
    : ok(`containers reach flexbuild's own at ${metadataAddress.host}, each through a companion`);
}

/** Whether this is a machine of a cloud, with a metadata server and real credentials of its own. */
export async function cloud({ machine, host, signal }: Examination): Promise<Verdict> {
  if (!(await machine.network.connects(metadataAddress, signal)))
    return ok(
      `nothing answers at ${metadataAddress.host}: this machine has no credentials of a cloud's to leak`,
    );
  const found = `something answers at ${metadataAddress.host}: this is a machine in a cloud`;
  return (await host()) === 'container'
    ? ok(`${found}; instances in containers reach flexbuild's own there instead`)
    : warn(
        `${found}, and plain processes can reach its real credentials`,
        'Run apps in containers, or block that address for this user.',
      );
}
